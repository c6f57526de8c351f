# metafor 3.8-1's values for the cross-check of mods.csv.  Usage: Rscript make_mods_metafor.R (this directory)
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
out <- file("mods_metafor.csv", "w"); writeLines("design,method,test,coefficient,statistic,value", out)
rd <- function(n) read.csv(file.path("data", paste0(n, ".csv")))
b <- rd("bcg"); a <- b$alloc; i <- function(l) as.numeric(a == l); mo <- rd("molloy2014_zcor"); s <- rd("sim1000")
D <- list(bcg_ablat = list(b, cbind(1, b$ablat), c("intrcpt","ablat")),
  bcg_ablat_year = list(b, cbind(1, b$ablat, b$year), c("intrcpt","ablat","year")),
  bcg_noint = list(b, cbind(b$ablat), "ablat"),
  bcg_alloc_cellmeans = list(b, cbind(i("random"), i("alternate"), i("systematic")), paste0("alloc_", c("random","alternate","systematic"))),
  bcg_alloc_ablat = list(b, cbind(1, i("random"), i("systematic"), b$ablat), c("intrcpt","alloc_random","alloc_systematic","ablat")),
  molloy_quality_age = list(mo, cbind(1, mo$quality, mo$meanage), c("intrcpt","quality","meanage")),
  sim1000 = list(s, cbind(1, s$x1, s$x2, s$x3, s$x4), c("intrcpt","x1","x2","x3","x4")))
# bcg_noint: rma.uni centres y even when the intercept is not in the column space of X, so that its QE and tau2 are not those of
# the fitted model (rma.mv and confint do not centre); rma.mv is used there, for the methods that it has.
mv <- function(d, X, me) {
  r <- if (me == "EE") rma.mv(d$yi, d$vi, mods = X, intercept = FALSE, method = "EE") else
    rma.mv(d$yi, d$vi, mods = X, intercept = FALSE, random = ~ 1 | id, data = d, method = me, control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15))
  r$tau2 <- if (me == "EE") 0 else r$sigma2
  r
}
ctl <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-15)
for (n in names(D)) {
  d <- D[[n]][[1]]; X <- D[[n]][[2]]; nm <- D[[n]][[3]]
  for (me in c("EE","REML","ML","DL","HE","SJ","PM","HS"))
    for (te in c("z","knha", if (n %in% c("bcg_ablat","bcg_noint")) c("t","adhoc"))) {
      if (n == "bcg_noint") {
        if (te != "z" || !(me %in% c("EE","ML","REML"))) next
        d$id <- seq_len(nrow(d)); r <- mv(d, X, me)
        w <- function(co, st, x) writeLines(paste(n, me, te, co, st, f(x), sep = ","), out)
        w("ablat", "estimate", r$beta[1]); w("ablat", "se", r$se); w("ablat", "p", r$pval)
        w("", "tau2", r$tau2); w("", "QE", r$QE); w("", "QM", r$QM); w("", "log_lik", c(logLik(r)))
        if (me == "REML") { ci <- confint(rma.uni(d$yi, d$vi, mods = X, intercept = FALSE), control = list(tol = 1e-15, maxiter = 10000))$random
          w("", "tau2_ci_lower", ci[1, 2]); w("", "tau2_ci_upper", ci[1, 3]) }
        next
      }
      r <- suppressWarnings(try(rma.uni(d$yi, d$vi, mods = X, intercept = FALSE, method = me, test = te, control = ctl), silent = TRUE))
      if (inherits(r, "try-error")) { message(n, " ", me, ": ", r); next }
      put <- function(co, st, x) writeLines(paste(n, me, te, co, st, f(x), sep = ","), out)
      for (j in seq_along(nm)) {
        put(nm[j], "estimate", r$beta[j]); put(nm[j], "se", r$se[j]); put(nm[j], "statistic", r$zval[j])
        put(nm[j], "df", if (te == "z") NA else r$k - r$p); put(nm[j], "p", r$pval[j])
        put(nm[j], "ci_lower", r$ci.lb[j]); put(nm[j], "ci_upper", r$ci.ub[j])
      }
      put("", "QM", r$QM); put("", "QM_df", r$QMdf[1]); if (te != "z") put("", "QM_df2", r$QMdf[2]); put("", "QM_p", r$QMp)
      if (te == "z") {
        put("", "k", r$k); put("", "n_coef", r$p); put("", "tau2", r$tau2); put("", "tau2_se", if (me == "EE") NA else r$se.tau2)
        put("", "QE", r$QE); put("", "QE_df", r$k - r$p); put("", "QE_p", r$QEp); put("", "I2", r$I2); put("", "H2", r$H2)
        x <- fitstats(r)[, 1]; put("", "log_lik", x[1]); put("", "deviance", x[2]); put("", "AIC", x[3]); put("", "BIC", x[4]); put("", "AICc", x[5])
        if (me != "EE") {
          if (n != "sim1000" || me == "REML") {
            ci <- confint(r, control = list(tol = 1e-15, maxiter = 10000))$random; put("", "tau2_ci_lower", ci[1, 2]); put("", "tau2_ci_upper", ci[1, 3]) }
          if (!is.null(r$R2)) put("", "R2", r$R2)
        }
      }
    }
}
close(out)
