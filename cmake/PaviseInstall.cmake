# SPDX-License-Identifier: Apache-2.0
# What `make install` puts where. The library is made of the objects of all rooms, so that users link one name.
set(DATA_DIR ${CMAKE_INSTALL_DATADIR}/pavise)

if(TARGET pavise)
    install(TARGETS pavise)
endif()

if(EXISTS ${CMAKE_SOURCE_DIR}/include/pavise/pavise.h AND NOT PAVISE_SANITIZE AND NOT PAVISE_FUZZ)
    get_property(OBJECTS GLOBAL PROPERTY PVS_OBJECTS)
    add_library(pavise_static STATIC ${OBJECTS})
    add_library(pavise_shared SHARED ${OBJECTS})
    foreach(LIBRARY pavise_static pavise_shared)
        set_target_properties(${LIBRARY} PROPERTIES OUTPUT_NAME pavise LINKER_LANGUAGE C)
    endforeach()
    set_target_properties(pavise_shared PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
    # Only names that begin with pvs_ leave the library; what rooms share among their own files stays inside (tests/house).
    target_link_options(pavise_shared PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/exports.map)
    set_target_properties(pavise_shared PROPERTIES LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/exports.map)
    set(ONE ${CMAKE_BINARY_DIR}/pavise_static.o)
    add_custom_command(TARGET pavise_static POST_BUILD
        COMMAND ${CMAKE_LINKER} -r -o ${ONE} --whole-archive $<TARGET_FILE:pavise_static>
        COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=pvs_* ${ONE}
        COMMAND ${CMAKE_COMMAND} -E rm $<TARGET_FILE:pavise_static>
        COMMAND ${CMAKE_AR} qcs $<TARGET_FILE:pavise_static> ${ONE}
        VERBATIM)
    target_link_libraries(pavise_shared PRIVATE ${SLEEF_LIBRARY} PkgConfig::LIBMD PkgConfig::YAML PkgConfig::ZLIB PkgConfig::PCAP PkgConfig::SQLITE Threads::Threads m)
    install(TARGETS pavise_static pavise_shared)
    install(DIRECTORY include/pavise DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
    file(RELATIVE_PATH PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /) # so that the folder may be moved
    string(REGEX REPLACE "/$" "" PC_TO_PREFIX ${PC_TO_PREFIX})
    configure_file(${CMAKE_SOURCE_DIR}/cmake/pavise.pc.in ${CMAKE_BINARY_DIR}/pavise.pc @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/pavise.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

install(DIRECTORY catalog scenarios studies DESTINATION ${DATA_DIR}
    FILES_MATCHING PATTERN *.yaml PATTERN *.csv PATTERN *.json PATTERN *.md)
install(FILES report/dist/report.html DESTINATION ${DATA_DIR} OPTIONAL) # when it was built
install(DIRECTORY web/dist/ DESTINATION ${DATA_DIR}/viewer OPTIONAL PATTERN .stamp EXCLUDE) # when it was built (make viewer)
install(PROGRAMS tools/pavise-slurm.sh DESTINATION ${DATA_DIR})
file(GLOB PAGES ${CMAKE_SOURCE_DIR}/man/*.1)
install(FILES ${PAGES} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
if(EXISTS ${CMAKE_SOURCE_DIR}/completions/pavise.bash)
    install(FILES completions/pavise.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME pavise)
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/completions/_pavise)
    install(FILES completions/_pavise DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/completions/pavise.fish)
    install(FILES completions/pavise.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
