# Rooms: object libraries that see only the public headers of the rooms they may use.

# Outside headers with an owner. In every other room a header of the same name is put in front that stops the compiler.
pkg_get_variable(GSL_INCLUDE_ROOT gsl includedir)
file(GLOB COPSE_GSL_HEADERS RELATIVE ${GSL_INCLUDE_ROOT} ${GSL_INCLUDE_ROOT}/gsl/*.h)
set(COPSE_OWNED_gsl ${COPSE_GSL_HEADERS})
set(COPSE_OWNED_csv csv.h)
set(COPSE_OWNED_nettle nettle/sha2.h nettle/sha.h)
set(COPSE_OWNED_jansson jansson.h)
set(COPSE_OWNED_utf8proc utf8proc.h)
set(COPSE_OWNED_yaml yaml.h)
set(COPSE_OWNED_iconv iconv.h)
set(COPSE_OWNED_expat expat.h)
set(COPSE_OWNED_zip zip.h)
set(COPSE_OWNED_process sys/wait.h spawn.h)
set(COPSE_OWNED_openmp omp.h)
set(COPSE_OWNED_mpi mpi.h)
set(COPSE_OWNERS gsl csv nettle jansson utf8proc yaml iconv expat zip process openmp mpi)

add_library(copse_flags INTERFACE)
target_compile_definitions(copse_flags INTERFACE _XOPEN_SOURCE=700)
target_compile_options(copse_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla
  -ffp-contract=off -fno-math-errno $<$<BOOL:${COPSE_WERROR}>:-Werror>
  $<$<BOOL:${COPSE_SANITIZE}>:-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer>
  $<$<BOOL:${COPSE_COVERAGE}>:--coverage -O0>)
target_link_options(copse_flags INTERFACE $<$<BOOL:${COPSE_SANITIZE}>:-fsanitize=address,undefined>
  $<$<BOOL:${COPSE_COVERAGE}>:--coverage>)
target_link_libraries(copse_flags INTERFACE m)

# copse_stage(<dir> <room>...): a directory that holds the public headers of the rooms named, as copse/<room>.h.
function(copse_stage directory)
  foreach(room ${ARGN})
    configure_file(${CMAKE_SOURCE_DIR}/include/copse/${room}.h ${directory}/copse/${room}.h COPYONLY)
  endforeach()
endfunction()

# copse_forbid(<dir> <owner>...): for each outside header that the owners named do not hold, one that does not compile.
function(copse_forbid directory room)
  file(REMOVE_RECURSE ${directory}) # of an earlier list
  foreach(owner ${COPSE_OWNERS})
    if(NOT owner IN_LIST ARGN)
      foreach(header ${COPSE_OWNED_${owner}})
        file(CONFIGURE OUTPUT ${directory}/${header}
          CONTENT "#error \"src/${room} may not include <${header}>: see docs/architecture.md\"\n")
      endforeach()
    endif()
  endforeach()
endfunction()

# The instruction sets that kernels are built for, beside the compiler's default, and what the compiler is told for each.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(COPSE_ISAS avx2 avx512)
  set(COPSE_ISA_FLAGS_avx2 -mavx2)
  set(COPSE_ISA_FLAGS_avx512 -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
  set(COPSE_ISAS neon)
endif()

# copse_room_kernels(<room>): src/<room>/kernels/*.c, once for each instruction set, with COPSE_I_ISA its name.
function(copse_room_kernels name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/kernels/*.c)
  get_target_property(includes room_${name} INCLUDE_DIRECTORIES)
  foreach(isa baseline ${COPSE_ISAS})
    set(kernels room_${name}_${isa})
    add_library(${kernels} OBJECT ${sources})
    target_include_directories(${kernels} BEFORE PRIVATE ${includes} ${CMAKE_SOURCE_DIR}/src/${name})
    target_link_libraries(${kernels} PRIVATE copse_flags)
    target_compile_definitions(${kernels} PRIVATE COPSE_I_ISA=${isa})
    target_compile_options(${kernels} PRIVATE ${COPSE_ISA_FLAGS_${isa}})
    target_compile_definitions(room_${name} PRIVATE COPSE_I_HAS_${isa})
    set_property(GLOBAL APPEND PROPERTY COPSE_KERNELS_${name} $<TARGET_OBJECTS:${kernels}>)
  endforeach()
endfunction()

# copse_room(<name> USES <rooms> OWNS <outside headers> LIBRARIES <targets> [KERNELS])
function(copse_room name)
  cmake_parse_arguments(ROOM "KERNELS" "" "USES;OWNS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.c)
  set(stage ${CMAKE_BINARY_DIR}/rooms/${name}/include)
  set(forbidden ${CMAKE_BINARY_DIR}/rooms/${name}/forbidden)
  copse_stage(${stage} ${name} ${ROOM_USES})
  copse_forbid(${forbidden} ${name} ${ROOM_OWNS})
  add_library(room_${name} OBJECT ${sources})
  target_include_directories(room_${name} BEFORE PRIVATE ${forbidden} ${stage})
  target_link_libraries(room_${name} PRIVATE copse_flags ${ROOM_LIBRARIES})
  target_compile_definitions(room_${name} PRIVATE COPSE_VERSION_TEXT="${PROJECT_VERSION}"
    COPSE_INSTALLED_DATADIR="${CMAKE_INSTALL_FULL_DATADIR}/copse")
  set_property(GLOBAL PROPERTY COPSE_LIBRARIES_${name} "${ROOM_LIBRARIES}")
  if(ROOM_KERNELS)
    copse_room_kernels(${name})
  endif()
endfunction()

# copse_library(<name> ROOMS <rooms>): <name>-static and <name>-shared, both called lib<name>.
function(copse_library name)
  cmake_parse_arguments(LIB "" "" "ROOMS" ${ARGN})
  set(objects "")
  set(libraries "")
  foreach(room ${LIB_ROOMS})
    get_property(kernels GLOBAL PROPERTY COPSE_KERNELS_${room})
    list(APPEND objects $<TARGET_OBJECTS:room_${room}> ${kernels})
    get_property(needed GLOBAL PROPERTY COPSE_LIBRARIES_${room})
    list(APPEND libraries ${needed})
  endforeach()
  list(REMOVE_DUPLICATES libraries)
  foreach(kind static shared)
    string(TOUPPER ${kind} KIND)
    add_library(${name}-${kind} ${KIND} ${objects})
    set_target_properties(${name}-${kind} PROPERTIES OUTPUT_NAME ${name} VERSION ${PROJECT_VERSION} SOVERSION 0)
    target_include_directories(${name}-${kind} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    foreach(library ${libraries})
      target_link_libraries(${name}-${kind} PRIVATE $<BUILD_INTERFACE:${library}>)
    endforeach()
    target_link_libraries(${name}-${kind} PRIVATE $<BUILD_INTERFACE:copse_flags> m)
  endforeach()
endfunction()

# copse_program(<target> NAME <file> LINKS <library>): the program of src/cli. It sees every public header, and of the
# outside headers only GSL's error handler.
function(copse_program target)
  cmake_parse_arguments(PROGRAM "" "NAME;LINKS" "LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/cli/*.c)
  set(forbidden ${CMAKE_BINARY_DIR}/rooms/cli/forbidden)
  copse_forbid(${forbidden} cli gsl) # gsl_errno.h alone, which scripts/check_layers.sh sees to
  add_executable(${target} ${sources})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${PROGRAM_NAME})
  target_include_directories(${target} BEFORE PRIVATE ${forbidden})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/include)
  target_link_libraries(${target} PRIVATE copse_flags ${PROGRAM_LINKS} ${PROGRAM_LIBRARIES})
  # share/copse beside bin/, as in an installation, so that the built program finds its data sets and templates.
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/copse)
  foreach(folder datasets plots)
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${CMAKE_BINARY_DIR}/share/copse/${folder} SYMBOLIC)
  endforeach()
endfunction()

# copse_program_mpi(<target> NAME <file> FROM <program> LINKS <library>): the same program with src/job/mpi, whose objects
# the linker meets before it would take job's ranks_none.c out of the library.
function(copse_program_mpi target)
  cmake_parse_arguments(PROGRAM "" "NAME;FROM;LINKS" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/job/mpi/*.c)
  add_library(room_job_mpi OBJECT ${sources})
  target_include_directories(room_job_mpi PRIVATE ${CMAKE_BINARY_DIR}/rooms/job/include ${CMAKE_SOURCE_DIR}/src/job)
  target_link_libraries(room_job_mpi PRIVATE copse_flags MPI::MPI_C)
  add_executable(${target} $<TARGET_OBJECTS:${PROGRAM_FROM}> $<TARGET_OBJECTS:room_job_mpi>)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${PROGRAM_NAME})
  target_link_libraries(${target} PRIVATE copse_flags ${PROGRAM_LINKS} PkgConfig::GSL MPI::MPI_C)
endfunction()
