# copse_man_pages(<program target>): copse.1 and a page for each command, written by the program from its own tables of
# commands and options into ${CMAKE_BINARY_DIR}/man.
function(copse_man_pages target)
  set(folder ${CMAKE_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${folder}/copse.1
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}
    COMMAND ${target} help --man-pages ${folder}
    DEPENDS ${target} COMMENT "Writing the manual pages" VERBATIM)
  add_custom_target(man-pages ALL DEPENDS ${folder}/copse.1)
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endfunction()
