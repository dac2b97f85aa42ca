# jsm_embed(TARGET NAMESPACE FILES...): compiles files into the program. Generates
# <TARGET>_files.hpp in the build tree with `std::span<const base::EmbeddedFile> NAMESPACE::files()`,
# each with its path relative to the calling folder and its content. Built files need a NAME beside
# and the ROOT that they are relative to.
function(jsm_embed target namespace)
    cmake_parse_arguments(EMBED "" "NAME;ROOT" "" ${ARGN})
    if(NOT EMBED_NAME)
        set(EMBED_NAME files)
        set(EMBED_ROOT ${CMAKE_CURRENT_SOURCE_DIR})
    endif()
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_${EMBED_NAME}.cpp)
    set(list "")
    foreach(file ${EMBED_UNPARSED_ARGUMENTS})
        list(APPEND list ${EMBED_ROOT}/${file})
    endforeach()
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace}
                -DROOT=${EMBED_ROOT} "-DFILES=${EMBED_UNPARSED_ARGUMENTS}"
                -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
        DEPENDS ${list} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
