# Files as C++ arrays: lazymmu_embed(OUT.cpp FUNCTION ROOT file...) writes a source file that
# defines `std::span<const Asset> lazymmu::gui::FUNCTION()`, each named by its path below ROOT.
# Run by `cmake -P` (with OUT, FUNCTION, ROOT, FILES set), it does the work.

if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(lazymmu_embed_script "${CMAKE_CURRENT_LIST_FILE}")
    function(lazymmu_embed out function root)
        set(files ${ARGN})
        list(TRANSFORM files PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE paths)
        string(REPLACE ";" "|" joined "${files}")
        add_custom_command(OUTPUT "${out}"
            COMMAND ${CMAKE_COMMAND} "-DOUT=${out}" "-DFUNCTION=${function}" "-DROOT=${root}"
                "-DFILES=${joined}" "-DTOP=${PROJECT_SOURCE_DIR}" -P "${lazymmu_embed_script}"
            DEPENDS ${paths} "${lazymmu_embed_script}"
            COMMENT "Embedding ${root}" VERBATIM)
    endfunction()
    return()
endif()

string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(table "")
set(n 0)
foreach(file IN LISTS files)
    file(READ "${TOP}/${file}" hex HEX)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
    string(REGEX REPLACE "(................................................................................)"
        "\\1\n" hex "${hex}")
    file(RELATIVE_PATH name "${TOP}/${ROOT}" "${TOP}/${file}")
    # one byte more than the file has, so that an empty file is an array too
    string(APPEND arrays "alignas(16) const unsigned char file${n}[] = {\n${hex}0};\n")
    string(APPEND table "    {\"${name}\", {file${n}, ${size}}},\n")
    math(EXPR n "${n} + 1")
endforeach()

set(text "// Generated from ${ROOT}; do not edit.\n#include \"app/gui/ui/assets.h\"\n\n")
string(APPEND text "namespace lazymmu::gui {\nnamespace {\n${arrays}} // namespace\n\n")
if(n EQUAL 0)
    string(APPEND text "std::span<const Asset> ${FUNCTION}() { return {}; }\n")
else()
    string(APPEND text "std::span<const Asset> ${FUNCTION}() {\n")
    string(APPEND text "    static const Asset table[] = {\n${table}    };\n    return table;\n}\n")
endif()
string(APPEND text "} // namespace lazymmu::gui\n")
file(WRITE "${OUT}" "${text}")
