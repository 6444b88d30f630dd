# The page: WebAssembly by Emscripten. Included first, so that every library is built this way.
set(LAZYMMU_WEB_OPT "-Oz" CACHE STRING "optimisation; -O1 links four times faster")

# Every browser with WebGL 2 knows these three additions to WebAssembly; they make it smaller.
add_compile_options(${LAZYMMU_WEB_OPT} -flto -fno-exceptions -fno-rtti
    -mbulk-memory -mnontrapping-fptoint -msign-ext)
add_link_options(${LAZYMMU_WEB_OPT} -flto)

# Debian's emcc needs the node module acorn to link, and a node from elsewhere does not look there.
if(EXISTS /usr/share/nodejs/acorn)
    set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK
        "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
endif()

# The engine without a screen: a module that needs none of Emscripten's JavaScript, so that one file
# serves pages, workers and Node. It is linked from the same objects as the page.
function(lazymmu_web_engine name)
    cmake_parse_arguments(A "" "" "GLOBS;LINKS" ${ARGN})
    lazymmu_glob(sources ${A_GLOBS})
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE ${A_LINKS})
    set_target_properties(${name} PROPERTIES SUFFIX .wasm
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/page/engine")
    target_link_options(${name} PRIVATE
        -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=16777216
        -sFILESYSTEM=0 -sMALLOC=emmalloc -sSUPPORT_ERRNO=0 -sEXPORTED_FUNCTIONS=_malloc,_free)
    lazymmu_glob(files web/engine/*.mjs web/engine/*.d.ts web/engine/*.json web/engine/*.md)
    foreach(file IN LISTS files)
        get_filename_component(file_name "${file}" NAME)
        configure_file("${file}" "${PROJECT_BINARY_DIR}/page/engine/${file_name}" COPYONLY)
    endforeach()
endfunction()

# How a page's module is linked. A function with one caller is not put into it if it is large: the
# page is cut in two by functions (tools/page/split.mjs), and some are not needed at first.
set(lazymmu_page_options
    -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sENVIRONMENT=web -sMODULARIZE=1 -sEXPORT_ES6=1
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=33554432 -sFILESYSTEM=0 -sMALLOC=emmalloc
    -sSUPPORT_ERRNO=0 -sDYNAMIC_EXECUTION=0
    -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=60)

# An empty Dear ImGui window for ./lab bench web; made when it is asked for.
function(lazymmu_web_shell name)
    cmake_parse_arguments(A "" "FOLDER" "LINKS" ${ARGN})
    lazymmu_glob(sources ${A_FOLDER}/*.cpp)
    add_executable(${name} EXCLUDE_FROM_ALL ${sources})
    lazymmu_imgui_backends(${name} opengl3)
    target_link_libraries(${name} PRIVATE ${A_LINKS})
    set_target_properties(${name} PROPERTIES SUFFIX .mjs
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/shell")
    target_link_options(${name} PRIVATE ${lazymmu_page_options} -sEXPORT_NAME=createShell)
    foreach(file IN ITEMS index.html page.mjs)
        configure_file("${PROJECT_SOURCE_DIR}/${A_FOLDER}/${file}"
            "${PROJECT_BINARY_DIR}/shell/${file}" COPYONLY)
    endforeach()
endfunction()

function(lazymmu_web_page name)
    cmake_parse_arguments(A "" "ENGINE" "GLOBS;LINKS" ${ARGN})
    lazymmu_glob(sources ${A_GLOBS})
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    lazymmu_imgui_backends(${name} opengl3)
    target_link_libraries(${name} PRIVATE ${A_LINKS})
    set_target_properties(${name} PROPERTIES SUFFIX .mjs
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/linked")
    target_link_options(${name} PRIVATE ${lazymmu_page_options} -sEXPORT_NAME=createLab
        --profiling-funcs # names, by which it is cut
        -sEXPORTED_FUNCTIONS=_main,_malloc,_free
        -sEXPORTED_RUNTIME_METHODS=UTF8ToString,stringToUTF8,lengthBytesUTF8)

    # The page's own files go beside the module. index.html learns the module's size, so that its
    # progress bar can tell the truth even when the transfer is compressed.
    find_program(LAZYMMU_NODE NAMES node nodejs NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    lazymmu_glob(files web/page/*.* web/page/*/*.* web/text_view/*.* web/examples/*
        tools/page/*.mjs lessons/course.json)
    list(TRANSFORM files PREPEND "${PROJECT_SOURCE_DIR}/")
    set(stamp "${PROJECT_BINARY_DIR}/page.stamp")
    add_custom_command(OUTPUT "${stamp}"
        COMMAND "${LAZYMMU_NODE}" "${PROJECT_SOURCE_DIR}/tools/page/build.mjs"
            --page "${PROJECT_BINARY_DIR}/page" --linked "${PROJECT_BINARY_DIR}/linked"
            --web "${PROJECT_SOURCE_DIR}/web" --stamp "${stamp}"
        DEPENDS ${name} ${A_ENGINE} ${files} COMMENT "Completing the page" VERBATIM)
    add_custom_target(page ALL DEPENDS "${stamp}")
endfunction()
