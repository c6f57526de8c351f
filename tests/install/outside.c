#include <copse/copse.h>
#include <stdio.h>
int main(void)
{
    const double y[] = {-0.8893, -1.5854, -1.3481}, v[] = {0.3256, 0.1946, 0.4154};
    copse_fit fit;
    const copse_status status = copse_pool(y, v, NULL, 3, 1, NULL, &fit, NULL);
    if (status == COPSE_OK) printf("%s %.4f\n", copse_version(), fit.coef[0].estimate);
    copse_fit_free(&fit);
    return status == COPSE_OK ? 0 : 1;
}
