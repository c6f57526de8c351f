# ------------------------------------------------------------------------------------------------------------------
# Looks of radial plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_band = "g8 - 0 solid"
look_limits = "- g3 0.8 dash"
look_interval = "- c2 1.5 solid"
look_study = "c1 g0 0.5 solid"
look_estimate = "- g0 0.9 solid"
