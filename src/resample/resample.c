#include <copse/resample.h>
typedef int copse_i_not_empty;
