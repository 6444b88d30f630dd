# How every target of the project is made: warnings, sanitizers, globbing, JSON.

add_library(lazymmu_flags INTERFACE)
target_compile_features(lazymmu_flags INTERFACE cxx_std_20)
target_include_directories(lazymmu_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(lazymmu_flags INTERFACE -Wall -Wextra -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # false alarms inside std::string, which g++ 12 no longer hides where headers are precompiled
    target_compile_options(lazymmu_flags INTERFACE -Wno-array-bounds -Wno-restrict
        -Wno-stringop-overflow -Wno-stringop-overread)
endif()
if(EMSCRIPTEN)
    # size_t has 32 bits there: what the native build accepts with 64 is fine with its own bounds.
    target_compile_options(lazymmu_flags INTERFACE -Wno-shorten-64-to-32 -Wno-string-conversion)
endif()
if(LAZYMMU_WERROR)
    target_compile_options(lazymmu_flags INTERFACE -Werror)
endif()
# Nothing outside the tests throws: the web build cannot, so no build may rely on it.
add_library(lazymmu_no_throw INTERFACE)
target_compile_options(lazymmu_no_throw INTERFACE -fno-exceptions)

# Assertions stay on in every native build, Dear ImGui's too.
foreach(type IN ITEMS RELEASE RELWITHDEBINFO MINSIZEREL)
    if(NOT EMSCRIPTEN)
        string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_${type} "${CMAKE_CXX_FLAGS_${type}}")
    endif()
endforeach()
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

# What is built does not say where: two folders give the same bytes. A debugger needs the places,
# and a cache of compiled files works better with them.
if(CMAKE_BUILD_TYPE STREQUAL Release AND NOT LAZYMMU_QUICK AND NOT EMSCRIPTEN)
    add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}=."
        "-ffile-prefix-map=${PROJECT_BINARY_DIR}=build")
endif()

# Sanitized code is compiled without optimization, which takes a tenth of the time; the engine, the
# architectures and the reader of conformance programs, which do most of the work, with a little.
if(LAZYMMU_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
        -fno-omit-frame-pointer -g1 -O0)
    add_link_options(-fsanitize=address,undefined)
endif()
if(LAZYMMU_COVERAGE)
    add_compile_options(--coverage -O1)
    add_link_options(--coverage)
endif()

# The JSON library: header only. Emscripten's sysroot does not see the system's include folder,
# and adding that folder would shadow its libc, so the one directory is copied.
add_library(lazymmu_json INTERFACE)
if(EMSCRIPTEN)
    find_path(LAZYMMU_JSON_DIR nlohmann/json.hpp PATHS /usr/include /usr/local/include
        NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    file(COPY "${LAZYMMU_JSON_DIR}/nlohmann" DESTINATION "${PROJECT_BINARY_DIR}/include")
    target_include_directories(lazymmu_json SYSTEM INTERFACE "${PROJECT_BINARY_DIR}/include")
else()
    find_package(nlohmann_json 3.9 CONFIG REQUIRED)
    target_link_libraries(lazymmu_json INTERFACE nlohmann_json::nlohmann_json)
endif()
target_compile_definitions(lazymmu_json INTERFACE JSON_NOEXCEPTION)

# The hash: one header, compiled in (engine/digest.cpp). Emscripten gets a copy, as above.
add_library(lazymmu_xxhash INTERFACE)
find_path(LAZYMMU_XXHASH_DIR xxhash.h PATHS /usr/include /usr/local/include
    NO_CMAKE_FIND_ROOT_PATH REQUIRED)
if(EMSCRIPTEN)
    file(COPY "${LAZYMMU_XXHASH_DIR}/xxhash.h" DESTINATION "${PROJECT_BINARY_DIR}/include")
    target_include_directories(lazymmu_xxhash SYSTEM INTERFACE "${PROJECT_BINARY_DIR}/include")
else()
    target_include_directories(lazymmu_xxhash SYSTEM INTERFACE "${LAZYMMU_XXHASH_DIR}")
endif()

# Links are deflated; a page asks the browser for that.
if(NOT EMSCRIPTEN)
    find_package(ZLIB REQUIRED)
    add_library(lazymmu_zlib INTERFACE)
    target_link_libraries(lazymmu_zlib INTERFACE ZLIB::ZLIB)
endif()

# Conformance vectors are kept as .xz files.
if(NOT EMSCRIPTEN)
    find_package(LibLZMA REQUIRED)
    add_library(lazymmu_xz INTERFACE)
    target_link_libraries(lazymmu_xz INTERFACE LibLZMA::LibLZMA)
endif()

function(lazymmu_glob out)
    if(NOT ARGN)
        set(${out} "" PARENT_SCOPE)
        return()
    endif()
    file(GLOB found CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" ${ARGN})
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# The standard headers that most files include are compiled once per target, which takes a third off
# a build. A small target compiles sooner without. A file that forgets an include is found by
# tests/tidy/test_includes.py.
function(lazymmu_precompile target)
    get_target_property(sources ${target} SOURCES)
    list(LENGTH sources count)
    if(count GREATER 6)
        if(target MATCHES "_gui$")
            list(APPEND ARGN <imgui.h>)
        endif()
        target_precompile_headers(${target} PRIVATE <algorithm> <cmath> <cstdio> <cstring> <map>
            <memory> <optional> <span> <string> <string_view> <utility> <vector> ${ARGN})
    endif()
endfunction()

# With LAZYMMU_QUICK, a few files are compiled as one, with little optimization. Engine and
# architectures do most of the work and stay as they are. Files are not joined where each has things
# of the same names, as the routines' tables and the panels' rows.
function(lazymmu_quick target)
    if(LAZYMMU_QUICK AND NOT target MATCHES "^lazymmu_(engine|arch)$")
        if(NOT target STREQUAL lazymmu_gui)
            set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
        endif()
        if(NOT LAZYMMU_SANITIZE AND NOT EMSCRIPTEN)
            target_compile_options(${target} PRIVATE -O1)
        endif()
    endif()
endfunction()

# lazymmu_library(NAME GLOBS pattern... [WITHOUT file] [SOURCES file...] [LINKS library...])
function(lazymmu_library name)
    cmake_parse_arguments(A "" "WITHOUT" "GLOBS;SOURCES;LINKS" ${ARGN})
    lazymmu_glob(sources ${A_GLOBS})
    if(A_WITHOUT)
        list(FILTER sources EXCLUDE REGEX "/${A_WITHOUT}$")
    endif()
    list(APPEND sources ${A_SOURCES})
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PUBLIC lazymmu_flags ${A_LINKS} PRIVATE lazymmu_no_throw)
        lazymmu_precompile(${name})
        lazymmu_quick(${name})
        if(LAZYMMU_SANITIZE AND name MATCHES "_(engine|arch)$")
            target_compile_options(${name} PRIVATE -O1)
        elseif(LAZYMMU_SANITIZE AND name MATCHES "_lessons$")
            set_source_files_properties(lessons/vectors/vectors.cpp PROPERTIES COMPILE_OPTIONS -O1)
        endif()
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE lazymmu_flags ${A_LINKS})
    endif()
endfunction()

function(lazymmu_executable name)
    cmake_parse_arguments(A "INSTALL" "" "GLOBS;SOURCES;LINKS" ${ARGN})
    lazymmu_glob(sources ${A_GLOBS})
    list(APPEND sources ${A_SOURCES})
    if(NOT sources)
        return()
    endif()
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE lazymmu_no_throw ${A_LINKS})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
    if(A_INSTALL)
        install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    endif()
endfunction()

# One program for each file, named after it; the target ALL builds them all.
function(lazymmu_programs all)
    cmake_parse_arguments(A "" "GLOB" "COMMON;LINKS" ${ARGN})
    lazymmu_glob(sources ${A_GLOB})
    add_custom_target(${all})
    foreach(source IN LISTS sources)
        get_filename_component(name "${source}" NAME_WE)
        lazymmu_executable(${name} SOURCES ${source} ${A_COMMON} LINKS ${A_LINKS})
        target_compile_definitions(${name} PRIVATE LAZYMMU_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
        add_dependencies(${all} ${name})
    endforeach()
endfunction()
