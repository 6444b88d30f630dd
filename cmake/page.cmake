# Copies the page's files (FILES, separated by |) to PAGE, filling in the size of WASM.
string(REPLACE "|" ";" files "${FILES}")
file(SIZE "${WASM}" WASM_BYTES)
foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    configure_file("${file}" "${PAGE}/${name}" @ONLY)
endforeach()
file(WRITE "${STAMP}" "${WASM_BYTES}\n")
