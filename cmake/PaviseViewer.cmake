# SPDX-License-Identifier: Apache-2.0
# Tests of the viewer's page (web/), where node is. They skip, saying why, where the page or a browser is not there: the C program
# builds and tests without either.
find_program(NODE node)
if(NODE AND TARGET pavise)
    add_executable(viewer_positions web/tests/unit/positions.c)
    target_link_libraries(viewer_positions PRIVATE pvs_export)
    file(GLOB VIEWER_UNIT_TESTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/tests/unit/*.test.mjs)
    add_test(NAME viewer_unit COMMAND ${NODE} --test ${VIEWER_UNIT_TESTS})
    add_test(NAME viewer_browser COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/web/tests/browser/run.mjs)
    set_tests_properties(viewer_unit viewer_browser PROPERTIES LABELS viewer SKIP_RETURN_CODE 77 TIMEOUT 900
        ENVIRONMENT "PAVISE=$<TARGET_FILE:pavise>;VIEWER_POSITIONS=$<TARGET_FILE:viewer_positions>")
    add_test(NAME report_page COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/report/tests/page.mjs)
    set_tests_properties(report_page PROPERTIES LABELS viewer SKIP_RETURN_CODE 77 TIMEOUT 200
        ENVIRONMENT "PAVISE=$<TARGET_FILE:pavise>")
endif()
