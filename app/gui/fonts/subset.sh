#!/bin/sh
# subset.sh: makes the .otf and .ttf files beside it from the packages fonts-inter and
# fonts-jetbrains-mono (both under the SIL Open Font License; see OFL-*.txt). Needs
# python3-fonttools. The results are committed: a build needs none of these packages.
#
# A character outside this list is drawn as an empty box, so add what the UI uses.
set -eu
cd "$(dirname "$0")"

latin='U+0020-007E,U+00A0-00FF,U+0131,U+0152,U+0153,U+0160,U+0161,U+017D,U+017E'
greek='U+0394,U+03A9,U+03B1-03C9'
punctuation='U+2010-2015,U+2018-2022,U+2026,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+20AC,U+2122'
arrows='U+2190-2199,U+21A9,U+21AA,U+21B5,U+21BA,U+21BB,U+21D0-21D4,U+21E5,U+21E7'
keys='U+2303,U+2318,U+2325,U+232B,U+23CE'
maths='U+2200,U+2203,U+2205,U+2208,U+2209,U+2212,U+221E,U+2227-222A,U+2248,U+2260,U+2264,U+2265'
shapes='U+25A0,U+25A1,U+25AA,U+25AB,U+25B2,U+25B3,U+25B6,U+25B8,U+25BA,U+25BC-25BE,U+25C0'
shapes="$shapes,U+25C2,U+25C4,U+25C6,U+25C7,U+25CB,U+25CE,U+25CF,U+25EF,U+2605,U+2606"
marks='U+2713,U+2715,U+2717,U+26A0,U+26A1,U+FFFD'
boxes='U+2500-257F,U+2580-2593'

subset() { # IN OUT
    /usr/bin/python3 -m fontTools.subset "$1" --output-file="$2" \
        --unicodes="$latin,$greek,$punctuation,$arrows,$keys,$maths,$shapes,$marks,$boxes" \
        --layout-features='' --no-hinting --no-legacy-kern --notdef-outline \
        --drop-tables+=DSIG,GDEF,GPOS,GSUB,MATH
}

subset /usr/share/fonts/opentype/inter/Inter-Regular.otf Inter-Regular.otf
subset /usr/share/fonts/opentype/inter/Inter-SemiBold.otf Inter-SemiBold.otf
subset /usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf JetBrainsMono-Regular.ttf
