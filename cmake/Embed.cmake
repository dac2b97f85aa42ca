# jsm_embed(TARGET NAMESPACE FILES...): compiles files into the program. Generates
# <TARGET>_files.hpp in the build tree with `std::span<const base::EmbeddedFile> NAMESPACE::files()`,
# each with its path relative to the calling folder and its content.
function(jsm_embed target namespace)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_files.cpp)
    set(list "")
    foreach(file ${ARGN})
        list(APPEND list ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    endforeach()
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace}
                -DROOT=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${ARGN}"
                -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
        DEPENDS ${list} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
