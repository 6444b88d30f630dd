# The window's code: one library, and one program for each way to show it.
include(imgui)
include(embed)
include(cards)

lazymmu_glob(fonts app/gui/fonts/*.otf app/gui/fonts/*.ttf)
lazymmu_glob(lesson_files lessons/*.json lessons/*/*.json)
list(FILTER lesson_files EXCLUDE REGEX "schema\\.json$")
set(embedded_fonts "${PROJECT_BINARY_DIR}/embedded/fonts.cpp")
set(embedded_lessons "${PROJECT_BINARY_DIR}/embedded/lessons.cpp")
lazymmu_embed("${embedded_fonts}" embedded_fonts app/gui/fonts ${fonts})
# The page fetches lessons; it is built with their cards, and their order.
if(EMSCRIPTEN)
    set(carded_lessons ${lesson_files})
    list(FILTER carded_lessons EXCLUDE REGEX "course\\.json$")
    set(lesson_files lessons/course.json)
endif()
set(lesson_cards "${PROJECT_BINARY_DIR}/embedded/cards.cpp")
lazymmu_embed("${embedded_lessons}" embedded_lessons lessons ${lesson_files})
lazymmu_lesson_cards("${lesson_cards}" lessons ${carded_lessons})

lazymmu_glob(example_files examples/scripts/*.lazy)
set(embedded_examples "${PROJECT_BINARY_DIR}/embedded/examples.cpp")
lazymmu_embed("${embedded_examples}" embedded_examples examples/scripts ${example_files})

lazymmu_library(lazymmu_gui GLOBS app/gui/frame/*.cpp app/gui/ui/*.cpp app/gui/views/*.cpp
    app/gui/panels/*.cpp app/gui/panels/*/*.cpp
    SOURCES "${embedded_fonts}" "${embedded_lessons}" "${embedded_examples}" "${lesson_cards}"
    LINKS lazymmu_session imgui::imgui)

if(EMSCRIPTEN)
    return()
endif()

# Drives the interface in-process, without window or OpenGL: for tests.
lazymmu_library(lazymmu_gui_null GLOBS app/gui/backends/null/driver*.cpp LINKS lazymmu_gui)
# What the native programs share: pictures, files, the test channel on stdin.
find_package(Threads REQUIRED)
find_package(PNG REQUIRED) # the images of lessons
lazymmu_library(lazymmu_gui_native GLOBS app/gui/backends/native/*.cpp
    LINKS lazymmu_gui lazymmu_link Threads::Threads PNG::PNG)
lazymmu_executable(lazymmu-lab-null SOURCES app/gui/backends/null/main.cpp
    LINKS lazymmu_gui_null lazymmu_gui_native)

set(OpenGL_GL_PREFERENCE GLVND)
find_package(OpenGL REQUIRED)
find_package(glfw3 3.3 REQUIRED)
lazymmu_executable(lazymmu-lab GLOBS app/gui/backends/glfw/*.cpp
    LINKS lazymmu_gui_native glfw OpenGL::GL ${CMAKE_DL_LIBS} INSTALL)
lazymmu_imgui_backends(lazymmu-lab glfw opengl3)

# Pictures without a display.
find_package(OpenGL QUIET COMPONENTS OpenGL EGL)
if(TARGET OpenGL::EGL AND TARGET OpenGL::OpenGL)
    lazymmu_executable(lazymmu-lab-shot GLOBS app/gui/backends/egl/*.cpp
        LINKS lazymmu_gui_native lazymmu_gui_null OpenGL::EGL OpenGL::OpenGL ${CMAKE_DL_LIBS})
    lazymmu_imgui_backends(lazymmu-lab-shot opengl3)
endif()
