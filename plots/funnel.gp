# ------------------------------------------------------------------------------------------------------------------
# Looks of funnel plots: "FILL LINE WIDTH DASH"; colours are named in plots/chart.gp below.

# Regions of the two-sided p of no effect: above .10, .05 to .10, .01 to .05, below .01 (Peters et al. 2008)
look_region1 = "g9 - 0 solid"
look_region2 = "g8 - 0 solid"
look_region3 = "g7 - 0 solid"
look_region4 = "#c3c3c3 - 0 solid"
look_region5 = "#b4b4b4 - 0 solid"
look_limits = "- g2 0.9 dash"
look_centre = "- g0 0.9 solid"
look_study = "c1 g0 0.5 solid"
look_imputed = "g9 c2 1.1 solid"
look_adjusted = "- c2 1.1 dash"
look_line1 = "- c2 1.3 solid"
look_line2 = "- c3 1.3 dashdot"
look_line3 = "- #8a3a6a 1.6 dot"
