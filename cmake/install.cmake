# cmake --install: bin/copse, lib/libcopse*.{a,so}, headers, copse.pc, the CMake package, data sets, templates, man pages.
include(CMakePackageConfigHelpers)

set(COPSE_REQUIRES_CORE "gsl")
set(COPSE_REQUIRES "gsl jansson yaml-0.1 libutf8proc nettle expat libzip")

install(TARGETS copse-program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET copse-mpi-program)
  install(TARGETS copse-mpi-program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(TARGETS copse-static copse-shared copse-core-static copse-core-shared EXPORT copse-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/copse DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY datasets DESTINATION ${CMAKE_INSTALL_DATADIR}/copse)
install(DIRECTORY plots DESTINATION ${CMAKE_INSTALL_DATADIR}/copse FILES_MATCHING PATTERN "*.gp")
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.json")

# The .pc finds its prefix from where it lies, so that `cmake --install --prefix` and a moved folder keep it right.
file(RELATIVE_PATH COPSE_PC_UP "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" COPSE_PC_UP "${COPSE_PC_UP}")
foreach(package copse copse-core)
  if(package STREQUAL copse)
    set(COPSE_PC_REQUIRES ${COPSE_REQUIRES})
    set(COPSE_PC_LIBS_PRIVATE "-lcsv -lm ${OpenMP_C_FLAGS} -pthread")
  else()
    set(COPSE_PC_REQUIRES ${COPSE_REQUIRES_CORE})
    set(COPSE_PC_LIBS_PRIVATE "-lm ${OpenMP_C_FLAGS}")
  endif()
  set(COPSE_PC_NAME ${package})
  configure_file(cmake/copse.pc.in ${CMAKE_BINARY_DIR}/${package}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/${package}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

set(COPSE_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/copse)
install(EXPORT copse-targets NAMESPACE copse:: DESTINATION ${COPSE_CMAKE_DIR})
configure_package_config_file(cmake/copse-config.cmake.in ${CMAKE_BINARY_DIR}/copse-config.cmake
  INSTALL_DESTINATION ${COPSE_CMAKE_DIR})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/copse-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/copse-config.cmake ${CMAKE_BINARY_DIR}/copse-config-version.cmake
  DESTINATION ${COPSE_CMAKE_DIR})

if(EXISTS ${CMAKE_SOURCE_DIR}/cmake/manpages.cmake)
  include(cmake/manpages.cmake)
  copse_man_pages(copse-program)
endif()
