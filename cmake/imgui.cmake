# Where Dear ImGui (1.92 or newer) comes from; the first that applies:
#   1. -DIMGUI_DIR=<folder with imgui.h>
#   2. third_party/imgui, where tools/get-imgui.sh puts it
#   3. FETCHCONTENT_SOURCE_DIR_IMGUI
#   4. on Debian (IMGUI_APT=AUTO): tools/get-imgui.sh, at configure time
#   5. FetchContent from its own repository, at a pinned commit
# Always the source: packages bring it compiled, without the options below and without backends.
set(IMGUI_DIR "" CACHE PATH "Dear ImGui's source folder")
set(IMGUI_APT AUTO CACHE STRING "ask this machine's Debian archive for the source: AUTO or OFF")
option(LAZYMMU_UI_HOOKS "let tests see the widgets by label" ON)

set(imgui_src "")
set(imgui_home "${PROJECT_SOURCE_DIR}/third_party/imgui")
if(IMGUI_DIR)
    set(imgui_src "${IMGUI_DIR}")
elseif(EXISTS "${imgui_home}/imgui.h")
    set(imgui_src "${imgui_home}")
elseif(FETCHCONTENT_SOURCE_DIR_IMGUI)
    set(imgui_src "${FETCHCONTENT_SOURCE_DIR_IMGUI}")
endif()

if(NOT imgui_src AND IMGUI_APT STREQUAL AUTO)
    find_program(APT_GET apt-get NO_CMAKE_FIND_ROOT_PATH) # Emscripten looks in its sysroot only
    if(APT_GET)
        execute_process(
            COMMAND sh "${PROJECT_SOURCE_DIR}/tools/get-imgui.sh" "${imgui_home}"
            RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE messages)
        if(result EQUAL 0)
            set(imgui_src "${imgui_home}")
        else()
            message(STATUS "Dear ImGui from apt: no\n${messages}")
        endif()
    endif()
endif()

if(NOT imgui_src)
    include(FetchContent)
    FetchContent_Declare(imgui GIT_REPOSITORY https://github.com/ocornut/imgui.git
        GIT_TAG 45acd5e0e82f4c954432533ae9985ff0e1aad6d5) # v1.92.2b: a tag could be moved
    FetchContent_GetProperties(imgui)
    if(NOT imgui_POPULATED)
        FetchContent_Populate(imgui) # it has no CMakeLists.txt: only its folder is wanted
    endif()
    set(imgui_src "${imgui_SOURCE_DIR}")
endif()

file(STRINGS "${imgui_src}/imgui.h" version REGEX "define[ \t]+IMGUI_VERSION_NUM")
string(REGEX MATCH "[0-9]+" version "${version}")
if(NOT version OR version LESS 19200)
    message(FATAL_ERROR "Dear ImGui 1.92 or newer is needed; ${imgui_src} has '${version}'")
endif()
add_library(imgui STATIC ${imgui_src}/imgui.cpp ${imgui_src}/imgui_draw.cpp
    ${imgui_src}/imgui_tables.cpp ${imgui_src}/imgui_widgets.cpp
    ${imgui_src}/misc/cpp/imgui_stdlib.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_src} ${imgui_src}/backends
    ${imgui_src}/misc/cpp)
target_compile_definitions(imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS
    IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS)
if(LAZYMMU_UI_HOOKS)
    # Dear ImGui then calls three functions for each widget; app/gui/ui/ui_hooks.cpp has them.
    target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_TEST_ENGINE)
endif()
if(EMSCRIPTEN)
    target_compile_definitions(imgui PUBLIC IMGUI_DISABLE_FILE_FUNCTIONS
        IMGUI_DISABLE_DEFAULT_FONT)
endif()
target_compile_features(imgui PUBLIC cxx_std_20)
target_compile_options(imgui PRIVATE -w)
if(LAZYMMU_SANITIZE) # ours is what is tested; frames are twenty times slower otherwise
    target_compile_options(imgui PRIVATE -O1 -fno-sanitize=all)
endif()
add_library(imgui::imgui ALIAS imgui)

# Adds one of Dear ImGui's own backends (imgui_impl_NAME.cpp) to a target.
function(lazymmu_imgui_backends target)
    foreach(name IN LISTS ARGN)
        target_sources(${target} PRIVATE ${imgui_src}/backends/imgui_impl_${name}.cpp)
        set_source_files_properties(${imgui_src}/backends/imgui_impl_${name}.cpp
            PROPERTIES COMPILE_OPTIONS -w)
    endforeach()
endfunction()
