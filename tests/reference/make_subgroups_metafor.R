# metafor 3.8-1's values for the cross-check of subgroups.csv.  Usage: Rscript make_subgroups_metafor.R (this directory)
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
ctl <- list(threshold = 1e-14, maxiter = 10000)
out <- file("subgroups_metafor.csv", "w")
writeLines("dataset,method,test,tau2_mode,subgroup,statistic,value", out)
for (s in list(c("smit2023_clinical","role"), c("smit2023_functional","role"), c("smit2023_personal","role"), c("bcg","alloc"))) {
  d <- read.csv(file.path("data", paste0(s[1], ".csv"))); g <- d[[s[2]]]
  for (me in c("REML","DL")) {
    tc <- rma(yi, vi, mods = ~ factor(g), data = d, method = me, control = ctl)$tau2
    for (te in c("z","knha")) for (mode in c("separate","common")) {
      mu <- se <- c()
      put <- function(l, st, x) writeLines(paste(s[1], me, te, mode, l, st, f(x), sep = ","), out)
      for (l in unique(g)) {
        x <- d[g == l, ]
        r <- suppressWarnings(if (mode == "common") rma(x$yi, x$vi, method = me, test = te, tau2 = tc, control = ctl)
                              else rma(x$yi, x$vi, method = me, test = te, control = ctl))
        put(l, "k", r$k); put(l, "mu", r$beta[1]); put(l, "se", r$se); put(l, "ci_lower", r$ci.lb); put(l, "ci_upper", r$ci.ub)
        put(l, "p", r$pval); put(l, "tau2", r$tau2); put(l, "Q", r$QE); put(l, "Q_p", r$QEp)
        mu <- c(mu, r$beta[1]); se <- c(se, r$se)
      }
      b <- rma(mu, sei = se, method = "FE")
      put("(between)", "Q", b$QE); put("(between)", "df", b$k - 1); put("(between)", "p", b$QEp)
    }
  }
}
close(out)
