# bias_metasens.csv: limit meta-analysis and LFK index of R's metasens (1.5) on the sets of data/bias_sets.csv.  Usage: Rscript make_bias_metasens.R
# (this directory; needs R's meta and metasens). The committed numbers were computed without the package, from the formulas of its limitmeta.R,
# radialregression.R and lfkindex.R typed in anew, as it could not be installed.
suppressMessages({library(meta); library(metasens)})
f <- function(x) formatC(x, digits = 17, format = "g", width = 1)
sets <- read.csv("data/bias_sets.csv")
rows <- read.csv("bias.csv", colClasses = c(variant = "character"))
out <- file("bias_metasens.csv", "w")
writeLines("set,check,variant,quantity,value,rtol,kind,source", out)
put <- function(set, check, variant, name, x, rtol = 1e-9) if (is.finite(x))
  writeLines(paste(set, check, variant, name, f(x), rtol, "peer", "metasens formulas", sep = ","), out)
for (set in unique(rows$set[rows$check == "limit"])) {
  d <- sets[sets$set == set, ]
  for (tau2 in unique(rows$variant[rows$set == set & rows$check == "limit"])) {
    m <- metagen(d$y, sqrt(d$v), tau.preset = sqrt(as.numeric(tau2)))
    for (how in c("beta0", "betalim", "mulim")) {
      l <- limitmeta(m, method.adjust = how)
      put(set, "limit", tau2, how, l$TE.adjust); put(set, "limit", tau2, paste0(how, "_se"), l$seTE.adjust)
      if (how != "beta0") next
      put(set, "limit", tau2, "beta0_lower", l$lower.adjust, 1e-8); put(set, "limit", tau2, "beta0_p", l$pval.adjust, 1e-8)
      put(set, "limit", tau2, "alpha", l$alpha.r); put(set, "limit", tau2, "beta", l$beta.r); put(set, "limit", tau2, "Q", l$Q)
      put(set, "limit", tau2, "Q_resid", l$Q.resid); put(set, "limit", tau2, "Q_small", l$Q.small, 1e-7)
      if (as.numeric(tau2) > 0) put(set, "limit", tau2, "G2", 100 * l$G.squared, 1e-7)
    }
  }
}
for (set in unique(rows$set[rows$check == "lfk"])) {
  d <- sets[sets$set == set, ]
  put(set, "lfk", "", "index", lfkindex(d$y, sqrt(d$v))$lfkindex)
}
close(out)
