# What a list says of lessons that are not built in: lazymmu_lesson_cards(OUT.cpp ROOT file...)
# writes a source file that defines `lesson_cards()` of app/gui/ui/assets.h; with the page's folder as
# PAGE, each lesson also goes to PAGE/lessons/ID.json, where the page looks for it.
# Run by `cmake -P` (with OUT, ROOT, FILES, TOP, PAGE set), it does the work.

if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(lazymmu_cards_script "${CMAKE_CURRENT_LIST_FILE}")
    function(lazymmu_lesson_cards out root)
        set(files ${ARGN})
        list(TRANSFORM files PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE paths)
        string(REPLACE ";" "|" joined "${files}")
        add_custom_command(OUTPUT "${out}"
            COMMAND ${CMAKE_COMMAND} "-DOUT=${out}" "-DROOT=${root}" "-DFILES=${joined}"
                "-DTOP=${PROJECT_SOURCE_DIR}" "-DPAGE=${PROJECT_BINARY_DIR}/page"
                -P "${lazymmu_cards_script}"
            DEPENDS ${paths} "${lazymmu_cards_script}"
            COMMENT "Listing ${root}" VERBATIM)
    endfunction()
    return()
endif()

string(REPLACE "|" ";" files "${FILES}")
set(table "")
foreach(file IN LISTS files)
    file(READ "${TOP}/${file}" json)
    foreach(member IN ITEMS id title summary minutes)
        string(JSON ${member} GET "${json}" ${member})
    endforeach()
    # as the first variant has it
    string(JSON values ERROR_VARIABLE none GET "${json}" vary 0)
    if(NOT none)
        string(JSON last LENGTH "${values}")
        math(EXPR last "${last} - 1")
        foreach(i RANGE ${last})
            string(JSON name MEMBER "${values}" ${i})
            string(JSON value GET "${values}" ${name})
            foreach(member IN ITEMS title summary)
                string(REPLACE "\${${name}}" "${value}" ${member} "${${member}}")
            endforeach()
        endforeach()
    endif()
    string(JSON explore ERROR_VARIABLE none TYPE "${json}" explore)
    set(exhibit true)
    if(none)
        set(exhibit false)
    endif()
    string(REGEX MATCHALL "\"quiz\": *{" quizzes "${json}")
    list(LENGTH quizzes quizzes)
    file(RELATIVE_PATH name "${TOP}/${ROOT}" "${TOP}/${file}")
    string(APPEND table "    {\"${name}\", \"${id}\", R\"#(${title})#\",\n"
        "     R\"#(${summary})#\", ${minutes}, ${exhibit}, ${quizzes}},\n")
    configure_file("${TOP}/${file}" "${PAGE}/lessons/${id}.json" COPYONLY)
endforeach()

set(text "// Generated from ${ROOT}; do not edit.\n#include \"app/gui/ui/assets.h\"\n\n")
string(APPEND text "namespace lazymmu::gui {\n\nstd::span<const LessonCard> lesson_cards() {\n")
if(table STREQUAL "")
    string(APPEND text "    return {};\n")
else()
    string(APPEND text "    static const LessonCard cards[] = {\n${table}    };\n    return cards;\n")
endif()
string(APPEND text "}\n\n} // namespace lazymmu::gui\n")
file(WRITE "${OUT}" "${text}")
