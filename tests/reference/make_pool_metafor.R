# metafor 3.8-1's values for the cross-check of pool.csv.  Usage: Rscript make_pool_metafor.R  (in this directory)
# Control is tightened and scaled to the data: Fisher scoring threshold 1e-14 and uniroot tolerance 1e-14,
# both times the scale of the variances (metafor's tolerances are absolute).
suppressMessages(library(metafor))
sets <- c("bcg","k1","k2","k2_close","k3","identical","tau2_zero","dominating","huge_scale","tiny_scale","large_offset","sim100",
  "sim1000","tau2_1e6","tau2_1e-5","tau2_1e-10","bimodal","bimodal_zero","hackshaw1998","normand1999_smd","normand1999_md",
  "molloy2014_zcor","smit2023_clinical","smit2023_functional","smit2023_personal")
methods <- c("EE","DL","HE","HS","HSk","SJ","ML","REML","EB","PM","PMM")
full <- c("bcg","k2","smit2023_personal"); tested <- c("EE","DL","REML","PM")
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
con <- file("pool_metafor.csv", "w")
writeLines("dataset,method,test,level,statistic,value,kind,source,rtol", con)
for (ds in sets) {
  d <- read.csv(file.path("data", paste0(ds, ".csv")))
  yi <- d$yi; vi <- d$vi; k <- length(yi)
  top <- 1e5 * (max(vi) + if (k > 1) var(yi) * k else 0)
  scale <- max(mean(vi), if (k > 1) var(yi) else 0)
  for (me in methods) {
    if (k == 1 && !(me %in% c("EE","DL","REML","ML"))) next
    for (te in if (k == 1) "z" else if (ds %in% full || me %in% tested) c("z","t","knha","adhoc") else "z") {
      res <- NULL
      for (thr in c(1e-14, 1e-13, 1e-12, 1e-11)) {
        # a scale-aware threshold; the next is tried when rounding keeps the iteration from settling
        ctl <- list(threshold = thr * scale, maxiter = 10000, tol = 1e-14 * scale, tau2.max = top)
        # Fisher scoring from the default start ends in the lesser maximum here (README.md)
        if (ds == "bimodal" && me %in% c("ML","REML")) ctl$tau2.init <- 0
        res <- try(suppressWarnings(rma.uni(yi, vi, method = me, test = te, control = ctl)), silent = TRUE)
        if (!inherits(res, "try-error")) break
      }
      if (inherits(res, "try-error")) { message(ds, " ", me, " ", te, ": ", res); next }
      for (lv in if (ds %in% full) c(95, 90, 99) else 95) {
        o <- list()
        ci <- suppressWarnings(confint(res, fixed = TRUE, random = FALSE, level = lv))$fixed
        pr <- suppressWarnings(predict(res, level = lv))
        if (lv == 95) o <- list(k = k, mu = c(res$beta), se = res$se, statistic = res$zval,
            df = if (te == "z") NA else k - 1, p = res$pval)
        o$ci_lower <- ci[1, "ci.lb"]; o$ci_upper <- ci[1, "ci.ub"]
        o$pi_lower <- if (is.null(pr$pi.lb)) NA else pr$pi.lb
        o$pi_upper <- if (is.null(pr$pi.ub)) NA else pr$pi.ub
        if (te == "z") {
          rc <- if (ds == "large_offset") # confint works on y as it is, with cancellation of 1e12; shifting by 1e6 is exact
            suppressWarnings(rma.uni(yi - 1e6, vi, method = me, control = ctl)) else res
          cr <- if (me == "EE" || k == 1) NULL else
            try(suppressWarnings(confint(rc, level = lv, control = list(tol = 1e-14 * scale, maxiter = 10000,
                tau2.min = 0, tau2.max = top * 1e6)))$random, silent = TRUE)
          g <- function(a, b) if (is.null(cr)) NA else cr[a, b]
          if (lv == 95) { o$tau2 <- res$tau2; o$tau2_se <- if (me == "EE") NA else res$se.tau2 }
          o$tau2_ci_lower <- g(1, 2); o$tau2_ci_upper <- g(1, 3)
          o$I2_ci_lower <- g(3, 2); o$I2_ci_upper <- g(3, 3)
          o$H2_ci_lower <- g(4, 2); o$H2_ci_upper <- g(4, 3)
          if (lv == 95) {
            o$I2 <- res$I2; o$H2 <- res$H2; o$Q <- res$QE; o$Q_df <- k - 1; o$Q_p <- res$QEp
            o$I2_Q <- if (k == 1) 0 else max(0, 100 * (res$QE - (k - 1)) / res$QE)
            s <- fitstats(res)[, 1]
            o$log_lik <- s[1]; o$deviance <- s[2]; o$AIC <- s[3]; o$BIC <- s[4]; o$AICc <- s[5]
          }
        }
        for (st in names(o)) writeLines(paste(ds, me, te, lv, st, f(o[[st]]), "peer", "metafor 3.8-1", "1e-7", sep = ","), con)
      }
    }
  }
}
close(con)
