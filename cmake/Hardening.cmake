# Warnings, hardening and sanitizers for every target of ours (SR-140, SR-141).
add_library(jsm_options INTERFACE)

target_compile_options(jsm_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wunused-result
    -fstack-protector-strong -fcf-protection)
if(JSM_WERROR)
    target_compile_options(jsm_options INTERFACE -Werror)
endif()
target_compile_definitions(jsm_options INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(jsm_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_definitions(jsm_options INTERFACE _FORTIFY_SOURCE=2)
endif()

if(JSM_SANITIZE)
    target_compile_options(jsm_options INTERFACE
        -fsanitize=${JSM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(jsm_options INTERFACE -fsanitize=${JSM_SANITIZE})
    if(JSM_SANITIZE MATCHES "thread")
        # GCC warns for each fence inside Boost; they are not ours to change.
        target_compile_options(jsm_options INTERFACE -Wno-tsan)
    endif()
endif()

find_program(JSM_MOLD mold)
if(JSM_MOLD)
    target_link_options(jsm_options INTERFACE -fuse-ld=mold)
endif()
find_program(JSM_CCACHE ccache)
if(JSM_CCACHE)
    # Every checkout of this tree shares what another one has compiled; the sloppiness is what
    # ccache's manual asks for beside precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${JSM_CCACHE})
endif()
