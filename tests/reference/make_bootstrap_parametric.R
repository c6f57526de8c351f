# Quantiles of Q and tau2 (REML) over 10000 parametric replicates of the BCG trials, by R's own generator and metafor.
# Usage: Rscript make_bootstrap_parametric.R > bootstrap_parametric.csv     (this directory; some minutes)
suppressMessages(library(metafor))
set.seed(4711)
dat <- read.csv("data/bcg.csv")
control <- list(threshold = 1e-10, maxiter = 100000)
m <- rma(yi, vi, data = dat, control = control)
R <- 10000
t <- t(replicate(R, {
    theta <- rnorm(nrow(dat), m$beta[1], sqrt(m$tau2)) # true effects, then estimates
    r <- rma(rnorm(nrow(dat), theta, sqrt(dat$vi)), dat$vi, control = control)
    c(r$QE, r$tau2)
}))
p <- seq(0.01, 0.99, 0.01)
cat("p,Q,tau2\n")
cat(sprintf("%.2f,%.17g,%.17g\n", p, quantile(t[, 1], p), quantile(t[, 2], p)), sep = "")
