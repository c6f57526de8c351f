# ------------------------------------------------------------------------------------------------------------------
# Looks of drapery plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_level = "- g6 0.6 dot"
look_study = "- g5 0.6 solid"
look_new = "- c2 1.3 dash"
look_pooled = "- c1 2.0 solid"
