# ------------------------------------------------------------------------------------------------------------------
# Looks of L'Abbe plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_equal = "- g3 0.8 solid"
look_pooled = "- c2 1.4 dash"
look_band = "p2 - 0 solid"
look_study = "p1 c1 1.0 solid"
