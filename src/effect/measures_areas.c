/* The table of measures: areas under the curve, which are common language effect sizes. */
#include "effect_means.h"
#include "measure_groups.h"

#define IN COPSE_I_IN
#define VT(id) COPSE_VTYPE_##id

static const copse_input *const area[] = {COPSE_I_SET(IN(AI), IN(N1I), IN(N2I)),
                                          COPSE_I_SET(IN(AI), IN(N1I), IN(N2I), IN(MI))};
static const copse_input *const normal_area[] = {COPSE_I_SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I)),
                                                 COPSE_I_SET(IN(DI), IN(N1I), IN(N2I)),
                                                 COPSE_I_SET(IN(TI), IN(N1I), IN(N2I)),
                                                 COPSE_I_SET(IN(PI), IN(N1I), IN(N2I)),
                                                 COPSE_I_SET(IN(AI), IN(SD1I), IN(N1I), IN(SD2I), IN(N2I)),
                                                 COPSE_I_SET(IN(AI), IN(N1I), IN(N2I))};
static const copse_input *const change[] = {COPSE_I_SET(IN(M1I), IN(M2I), IN(SD1I), IN(SD2I), IN(RI), IN(NI))};

static const copse_measure measures[] = {
    {.code = "CLES",
     .synonym = "AUC",
     .title = "common language effect size (area under the curve)",
     .shown = "Common language effect size",
     .formula =
         "yi = ai; vi LS: q/((n1i-1)(n2i-1)) (N - 1 - (3 N/2 - 3)/((2 - ai)(1 + ai))); LS2: (q - mi/4 + (n1i-1)(ai/(2 "
         "- ai) - ai^2) + (n2i-1)(2 ai^2/(1 + ai) - ai^2))/((n1i-1)(n2i-1)); H0: (N + 1)/(12 n1i n2i); MAX: "
         "q/(min(n1i, n2i) - 1); q = ai (1 - ai), N = n1i + n2i, mi = proportion of ties, 0 where it is not given",
     .source =
         "McGraw & Wong 1992; LS Newcombe 2006; LS2 Hanley & McNeil 1982; n - 1 and ties Cho, Matthews & Harel 2019; "
         "MAX Bamber 1975",
     .family = COPSE_FAMILY_AREA,
     COPSE_I_SETS(area),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(H0), VT(MAX)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.5,
     .kernel = COPSE_I_KERNEL(copse_i_area, 0.0)},
    {.code = "CLESN",
     .synonym = "AUCN",
     .title = "common language effect size of normal data (area under the curve)",
     .shown = "Common language effect size",
     .formula = "yi = Phi(d/sqrt(2)), d = (m1i - m2i)/s, s^2 = (sd1i^2 + sd2i^2)/2 (HO: pooled); vi LS: exp(-d^2/2)/(8 "
                "pi) (d^2 (w1^2/f1 + w2^2/f2) + 4 (w1/e1 + w2/e2)), f = e = n - 1; LS2: f = e = n; LS3: f = n - 1, e = "
                "n; HO: exp(-d^2/2)/(4 pi) (1/n1i + 1/n2i + d^2/(2 (n1i + n2i))); H0: (w1/(n1i-1) + w2/(n2i-1))/(2 "
                "pi); w1 = sd1i^2/(sd1i^2 + sd2i^2), w2 = 1 - w1; from di, ti, pi or ai without SDs always HO, d as in "
                "SMD uncorrected or sqrt(2) Phi^-1(ai)",
     .source = "McGraw & Wong 1992; Goddard & Hinberg 1990",
     .family = COPSE_FAMILY_MEANS,
     COPSE_I_SETS(normal_area),
     COPSE_I_VTYPES(VT(LS), VT(LS2), VT(LS3), VT(HO), VT(H0)),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.5,
     .kernel = COPSE_I_KERNEL(copse_i_area_normal, 0.0)},
    {.code = "CLESCN",
     .synonym = "AUCCN",
     .title = "common language effect size of two measurements (normal data)",
     .shown = "Common language effect size",
     .formula = "yi = Phi(d/sqrt(2)), d = (m1i - m2i)/s, s^2 = (sd1i^2 + sd2i^2)/2; vi = exp(-d^2/2)/(4 pi (ni-1)) "
                "(c/s^2 + d^2 (sd1i^4 + sd2i^4 + 2 ri^2 sd1i^2 sd2i^2)/(8 s^4)), c = sd1i^2 + sd2i^2 - 2 ri sd1i sd2i",
     .source = "McGraw & Wong 1992; Bonett 2008",
     .family = COPSE_FAMILY_CHANGE,
     COPSE_I_SETS(change),
     .transform = COPSE_TRANSFORM_NONE,
     .two_groups = true,
     .null_value = 0.5,
     .kernel = COPSE_I_KERNEL(copse_i_area_change, 0.0)},
};

const copse_i_measures copse_i_measures_areas = {measures, sizeof measures / sizeof *measures};
