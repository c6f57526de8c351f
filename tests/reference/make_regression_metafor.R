# Writes regression_metafor.csv: metafor's predict(), anova(X=) and vif() for the rows of regression.csv.
library(metafor)
options(digits = 17)
out <- file("regression_metafor.csv", "w")
cat("design,method,test,part,row,statistic,value\n", file = out)
read <- function(name) read.csv(file.path("data", paste0(name, ".csv")))
designs <- list(bcg_ablat = list("bcg", ~ablat), bcg_ablat_year = list("bcg", ~ ablat + year),
  bcg_alloc_ablat = list("bcg", ~ I(1 * (alloc == "random")) + I(1 * (alloc == "systematic")) + ablat),
  molloy_quality_age = list("molloy2014_zcor", ~ quality + meanage), sim1000 = list("sim1000", ~ x1 + x2 + x3 + x4))
terms <- list(bcg_ablat_year = list(2, 3), bcg_alloc_ablat = list(2:3, 4), molloy_quality_age = list(2, 3), sim1000 = list(2:3, 4:5))
for (name in names(designs)) {
  d <- read(designs[[name]][[1]])
  for (method in c("REML", "ML", "EE")) for (test in c("z", "knha")) {
    fit <- suppressWarnings(rma(yi, vi, mods = designs[[name]][[2]], data = d, method = method, test = test,
      control = list(threshold = 1e-14, maxiter = 10000)))
    emit <- function(part, row, statistic, value)
      cat(sprintf("%s,%s,%s,%s,%d,%s,%.17g\n", name, method, test, part, row, statistic, value), file = out, sep = "")
    p <- fit$p
    for (i in 0:1) {
      pr <- predict(fit, newmods = fit$X[i + 1, -1])
      emit("prediction", i, "estimate", pr$pred); emit("prediction", i, "se", pr$se)
      emit("prediction", i, "ci_lower", pr$ci.lb); emit("prediction", i, "ci_upper", pr$ci.ub)
      if (method != "EE") { emit("prediction", i, "pi_lower", pr$pi.lb); emit("prediction", i, "pi_upper", pr$pi.ub) }
    }
    L <- diag(p); for (i in 1:p) { j <- i %% p + 1; L[i, j] <- L[i, j] - 0.5 }
    a <- anova(fit, X = L, rhs = (1:p) / 10)
    for (i in 1:p) {
      emit("contrast", i - 1, "estimate", sum(L[i, ] * fit$beta)); emit("contrast", i - 1, "se", a$se[i])
      emit("contrast", i - 1, "statistic", a$zval[i]); emit("contrast", i - 1, "p", a$pval[i])
    }
    if (!is.null(a$QM)) emit("joint", 0, "statistic", a$QM)
    if (test == "z" && !is.null(terms[[name]])) {
      v <- vif(fit); for (j in 2:p) emit("vif", j - 1, "vif", v$vif[[j - 1]]$vif)
      g <- vif(fit, btt = terms[[name]])
      for (t in seq_along(terms[[name]])) { emit("gvif", t - 1, "gvif", g$vif[[t]]$vif); emit("gvif", t - 1, "scaled", g$vif[[t]]$sif) }
    }
  }
}
close(out)
