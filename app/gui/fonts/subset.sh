#!/bin/sh
# subset.sh: makes the .otf and .ttf files beside it from the packages fonts-inter and
# fonts-jetbrains-mono (both under the SIL Open Font License; see OFL-*.txt). Needs
# python3-fonttools. The results are committed: a build needs none of these packages.
#
# Every program carries them, and the page has a budget: each character is in one font, and the
# others find it there (load_fonts in app/gui/ui/theme.cpp); only ASCII and punctuation are in all.
# A character in none of them is drawn as "?", so add what the UI uses.
set -eu
cd "$(dirname "$0")"

ascii='U+0020-007E'
latin='U+00A0-00FF,U+0131,U+0152,U+0153,U+0160,U+0161,U+017D,U+017E,U+20AC'
punctuation='U+2010-2015,U+2018-201A,U+201C-201E,U+2022,U+2026'
code='U+00B0-00B3,U+00B5,U+00B7,U+00D7,U+0394,U+03A9,U+03B1-03B5,U+03B8,U+03BB-03BD,U+03C0'
code="$code,U+03C3,U+03C6"
signs='U+2030,U+2032,U+2033,U+2039,U+203A,U+2122'
arrows='U+2190-2199,U+21A9,U+21AA,U+21B5,U+21BA,U+21BB,U+21D0-21D4,U+21E5,U+21E7'
keys='U+2303,U+2318,U+2325,U+232B,U+23CE'
maths='U+2200,U+2203,U+2205,U+2208,U+2209,U+2212,U+221E,U+2227-222A,U+2248,U+2260,U+2264,U+2265'
shapes='U+25A0,U+25A1,U+25AA,U+25AB,U+25B2,U+25B3,U+25B6,U+25B8,U+25BA,U+25BC-25BE,U+25C0'
shapes="$shapes,U+25C2,U+25C4,U+25C6,U+25C7,U+25CB,U+25CE,U+25CF,U+25EF,U+2605,U+2606"
marks='U+2713,U+2715,U+2717,U+26A0,U+26A1,U+FFFD'
boxes='U+2500,U+2502,U+250C,U+2510,U+2514,U+2518,U+251C,U+2524,U+252C,U+2534,U+253C,U+2588,U+2591'
only='U+21A9,U+21AA,U+21B5,U+21BA,U+21BB,U+21D0,U+21E5,U+232B,U+23CE,U+25CB,U+2605,U+2606' # Inter
symbols="$code,$signs,$arrows,$keys,$maths,$shapes,$marks,$boxes"

subset() { # IN OUT CHARACTERS
    /usr/bin/python3 -m fontTools.subset "$1" --output-file="$2" --unicodes="$ascii,$3" \
        --layout-features='' --no-hinting --no-legacy-kern --notdef-outline --name-IDs='' \
        --drop-tables+=DSIG,GDEF,GPOS,GSUB,MATH,STAT
}

inter=/usr/share/fonts/opentype/inter
mono=/usr/share/fonts/truetype/jetbrains-mono
subset $inter/Inter-Regular.otf Inter-Regular.otf "$punctuation,$latin,$only"
subset $inter/Inter-SemiBold.otf Inter-SemiBold.otf "$punctuation"
subset $mono/JetBrainsMono-Regular.ttf JetBrainsMono-Regular.ttf "$punctuation,$symbols"
