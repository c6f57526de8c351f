#include <copse/job.h>
typedef int copse_i_not_empty;
