/* The way to the kernels. */
#include "kernels.h"

void copse_lanes_mh(copse_isa isa, const copse_lanes_tables *tables, copse_lanes_mh_fit *fit)
{
    copse_i_kernels_of(isa)->mantel_haenszel(tables, fit);
}
