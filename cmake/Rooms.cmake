# jsm_room(NAME SOURCES a.cpp ... LINKS base ...): one library per folder. Every room includes from
# the root of the tree; .ci/layers guards which room may include which.
function(jsm_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(${name} STATIC ${ROOM_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ROOM_LINKS} PRIVATE jsm_options ${ROOM_PRIVATE_LINKS})
    target_link_libraries(${name} INTERFACE jsm_options)
endfunction()

# Tests are compiled for the wait of those who build them; what they test is optimised fully. Under
# sanitizers the optimiser costs four fifths of a test's compile time.
if(JSM_SANITIZE)
    set(JSM_TEST_OPTIMISATION -O0)
else()
    set(JSM_TEST_OPTIMISATION $<$<CONFIG:Release>:-O1>)
endif()

# GoogleTest and the JSON library are half of a test's compile time, so GCC precompiles them once
# for all tests. Clang's build goes without, which shows a missing include.
set(JSM_TEST_PCH_OPTIONS
    -fpch-preprocess
    # GCC 12 sees overruns inside std::string that are not there once the header is precompiled; the
    # same tests run under AddressSanitizer.
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)

# jsm_tests(NAME SOURCES ... LINKS ... LABEL unit): a GoogleTest program, each test known to CTest.
function(jsm_tests name)
    cmake_parse_arguments(TESTS "" "LABEL" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${TESTS_SOURCES})
    target_link_libraries(${name} PRIVATE jsm_options ${TESTS_LINKS} test_main GTest::gtest GTest::gmock)
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_options(${name} PRIVATE ${JSM_TEST_OPTIMISATION})
    if(TARGET test_headers)
        target_precompile_headers(${name} REUSE_FROM test_headers)
        target_compile_options(${name} PRIVATE ${JSM_TEST_PCH_OPTIONS})
    endif()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${TESTS_LABEL} TIMEOUT 300)
endfunction()
