# ------------------------------------------------------------------------------------------------------------------
# Looks of weight functions: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_weight = "- c1 1.6 solid"
look_band = "p1 - 0 solid"
look_study = "- g3 0.7 solid"
