# ------------------------------------------------------------------------------------------------------------------
# Looks of normal quantile plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_envelope = "g8 - 0 solid"
look_normal = "- g3 0.9 dash"
look_study = "c1 g0 0.5 solid"
