# ------------------------------------------------------------------------------------------------------------------
# Looks of Baujat plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.
look_study = "c1 g0 0.5 solid"
