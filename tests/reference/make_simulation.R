# An independent simulation, by R's own generators and metafor's fits, of the cells of simulation.csv:
#   Rscript tests/reference/make_simulation.R > tests/reference/simulation.csv
# Each row: case, method, parameter, measure, value, Monte Carlo standard error. Replicates: 10 000 a case (6 000 where fits
# are slow). The designs stand in tests/reference/test_simulation_reference.c under the same names.
suppressMessages(library(metafor))
set.seed(20261122)
R <- as.integer(Sys.getenv("REPLICATES", "10000"))

row <- function(...) cat(paste(..., sep = ","), "\n", sep = "")
share <- function(case, method, parameter, measure, x) {
  p <- mean(x)
  row(case, method, parameter, measure, signif(p, 10), signif(sqrt(p * (1 - p) / length(x)), 6))
}
average <- function(case, method, parameter, measure, x)
  row(case, method, parameter, measure, signif(mean(x), 10), signif(sd(x) / sqrt(length(x)), 6))
spread <- function(case, method, parameter, measure, x)
  row(case, method, parameter, measure, signif(sd(x), 10), signif(sd(x) / sqrt(2 * (length(x) - 1)), 6))

# method: list(method, test); out: one line a replicate
measure <- function(case, draw, mu, tau2, inside, methods, mods = NULL, slope = NA) {
  fits <- lapply(methods, function(m) matrix(NA_real_, R, 16))
  for (b in seq_len(R)) {
    d <- draw()
    for (m in seq_along(methods)) {
      f <- if (is.null(mods)) rma(d$yi, d$vi, method = methods[[m]][1], test = methods[[m]][2], control = list(maxiter = 10000, stepadj = 0.5))
           else rma(d$yi, d$vi, mods = mods, method = methods[[m]][1], test = methods[[m]][2], control = list(maxiter = 10000, stepadj = 0.5))
      j <- if (is.null(mods)) 1 else 2
      pi <- c(NA, NA, NA)
      if (is.null(mods) && methods[[m]][1] != "EE") {
        p <- predict(f)
        pi <- c(inside(p$pi.lb, p$pi.ub), p$pi.ub - p$pi.lb, NA)
      }
      fits[[m]][b, ] <- c(coef(f)[1], f$se[1], f$ci.lb[1], f$ci.ub[1], f$pval[1], f$tau2, f$I2, pi,
                          coef(f)[j], f$se[j], f$ci.lb[j], f$ci.ub[j], f$pval[j], 0)
    }
  }
  for (m in seq_along(methods)) {
    x <- fits[[m]]
    name <- paste(methods[[m]], collapse = "+")
    name <- sub("\\+t$", "+t", name)
    average(case, name, "mu", "bias", x[, 1] - mu)
    spread(case, name, "mu", "emp_se", x[, 1])
    average(case, name, "mu", "mse", (x[, 1] - mu)^2)
    share(case, name, "mu", "coverage", x[, 3] <= mu & mu <= x[, 4])
    average(case, name, "mu", "width", x[, 4] - x[, 3])
    share(case, name, "mu", "rejection", x[, 5] < 0.05)
    if (!is.null(mods)) {
      average(case, name, "x", "bias", x[, 11] - slope)
      share(case, name, "x", "coverage", x[, 13] <= slope & slope <= x[, 14])
      share(case, name, "x", "rejection", x[, 15] < 0.05)
    }
    if (methods[[m]][1] == "EE") next
    average(case, name, "tau2", "bias", x[, 6] - tau2)
    average(case, name, "tau2", "mse", (x[, 6] - tau2)^2)
    share(case, name, "tau2", "zero", x[, 6] < 1e-12)
    average(case, name, "I2", "mean", x[, 7])
    if (is.null(mods)) {
      average(case, name, "prediction", "coverage", x[, 8])
      average(case, name, "prediction", "width", x[, 9])
    }
  }
}

cat("case,method,parameter,measure,value,mcse\n")
between <- function(mu, tau) function(l, u) pnorm(u, mu, tau) - pnorm(l, mu, tau)

# Estimates directly, few studies of unequal variance.
v <- rep(c(0.05, 0.1, 0.2, 0.4), length.out = 5)
measure("given", function() list(yi = rnorm(5, 0.5, sqrt(0.1 + v)), vi = v), 0.5, 0.1, between(0.5, sqrt(0.1)),
        list(c("REML", "knha"), c("DL", "z"), c("PM", "t"), c("EE", "z")))

# Variances drawn and truncated (Brockwell & Gordon 2001), reported with error; log-normal is not used elsewhere.
draw_v <- function(k) { x <- numeric(0); while (length(x) < k) { y <- 0.25 * rchisq(1, 1); if (y >= 0.009 && y <= 0.6) x <- c(x, y) }; x }
measure("estimated", function() { v <- draw_v(7); list(yi = rnorm(7, 0, sqrt(0.07 + v)), vi = v * rchisq(7, 20) / 20) },
        0, 0.07, between(0, sqrt(0.07)), list(c("REML", "knha"), c("DL", "z")))

# Odds ratios from binomial arms.
measure("odds", function() {
  n <- sample(20:60, 10, TRUE); p2 <- rbeta(10, 2, 8); th <- rnorm(10, -0.5, sqrt(0.2))
  p1 <- plogis(qlogis(p2) + th)
  d <- escalc("OR", ai = rbinom(10, n, p1), ci = rbinom(10, n, p2), n1i = n, n2i = n)
  d
}, -0.5, 0.2, between(-0.5, sqrt(0.2)), list(c("REML", "knha"), c("DL", "z")))

# Standardised mean differences, exponential true effects.
measure("smd", function() {
  n <- sample(10:40, 8, TRUE); th <- 0.3 + sqrt(0.05) * (rexp(8) - 1)
  m1 <- rnorm(8, th, 1 / sqrt(n)); m2 <- rnorm(8, 0, 1 / sqrt(n))
  escalc("SMD", m1i = m1, m2i = m2, sd1i = sqrt(rchisq(8, n - 1) / (n - 1)), sd2i = sqrt(rchisq(8, n - 1) / (n - 1)), n1i = n, n2i = n)
}, 0.3, 0.05, function(l, u) pexp((u - 0.3) / sqrt(0.05) + 1) - pexp((l - 0.3) / sqrt(0.05) + 1),
  list(c("REML", "knha"), c("DL", "z")))

# Rate ratios from Poisson counts, effects from a mixture.
mix <- function(n) { s <- 1 / sqrt(1 + 0.3 * 0.7 * 9); (rnorm(n) + 3 * (runif(n) < 0.3) - 0.9) * s }
pmix <- function(x) { z <- x * sqrt(1 + 0.3 * 0.7 * 9) + 0.9; 0.7 * pnorm(z) + 0.3 * pnorm(z - 3) }
measure("rates", function() {
  th <- 0.2 + 0.3 * mix(6)
  escalc("IRR", x1i = rpois(6, 200 * 0.1 * exp(th)), x2i = rpois(6, 200 * 0.1), t1i = 200, t2i = 200)
}, 0.2, 0.09, function(l, u) pmix((u - 0.2) / 0.3) - pmix((l - 0.2) / 0.3), list(c("REML", "knha"), c("DL", "z")))

# Correlations; the true effect goes with the logarithm of the size (0.5).
sizes <- log(30:80); centre <- mean(sizes); scale <- sqrt(mean((sizes - centre)^2))
r_draw <- function(n, rho) { x <- rnorm(n); y <- rho * x + sqrt(1 - rho^2) * rnorm(n); cor(x, y) }
measure("correlations", function() {
  n <- sample(30:80, 10, TRUE)
  th <- 0.3 + sqrt(0.02) * (0.5 * (log(n) - centre) / scale + sqrt(0.75) * rnorm(10))
  escalc("ZCOR", ri = mapply(r_draw, n, tanh(th)), ni = n)
}, 0.3, 0.02, function(l, u) {
  n <- sample(30:80, 1); th <- 0.3 + sqrt(0.02) * (0.5 * (log(n) - centre) / scale + sqrt(0.75) * rnorm(1)); l <= th && th <= u
}, list(c("REML", "knha")))

# Selection by one-sided p.
measure("selection", function() {
  y <- numeric(0)
  while (length(y) < 10) {
    x <- rnorm(1, 0.2, sqrt(0.05 + 0.1)); p <- pnorm(x / sqrt(0.1), lower.tail = FALSE)
    w <- if (p <= 0.025) 1 else if (p <= 0.5) 0.4 else 0.1
    if (runif(1) < w) y <- c(y, x)
  }
  list(yi = y, vi = rep(0.1, 10))
}, 0.2, 0.05, between(0.2, sqrt(0.05)), list(c("REML", "knha"), c("DL", "z")))

# A binary moderator; outliers among the true effects.
x <- rep(0:1, 6)
out <- function(n) { s <- 1 / sqrt(0.9 + 0.1 * 16); rnorm(n) * ifelse(runif(n) < 0.1, 4, 1) * s }
measure("moderator", function() list(yi = 0.1 + 0.4 * x + sqrt(0.05) * out(12) + rnorm(12, 0, sqrt(0.08)), vi = rep(0.08, 12)),
        0.1, 0.05, NULL, list(c("REML", "knha"), c("DL", "z")), mods = x, slope = 0.4)
