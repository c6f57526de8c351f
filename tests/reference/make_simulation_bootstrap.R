# An independent simulation of bootstrap intervals: data sets and resamples by R's own random numbers and the package boot,
# limits by boot.ci, fits written here from the papers:
#   Rscript tests/reference/make_simulation_bootstrap.R > tests/reference/simulation_bootstrap.csv
# Each row: case, interval, parameter, measure, value, Monte Carlo standard error. The designs stand in
# tests/reference/test_simulation_bootstrap_reference.c under the same names.
library(boot)
set.seed(20261128)
R <- as.integer(Sys.getenv("REPLICATES", "8000"))
B <- 199

row <- function(...) cat(paste(..., sep = ","), "\n", sep = "")
share <- function(case, interval, parameter, measure, x)
  row(case, interval, parameter, measure, signif(mean(x), 10), signif(sqrt(mean(x) * (1 - mean(x)) / length(x)), 6))
average <- function(case, interval, parameter, measure, x)
  row(case, interval, parameter, measure, signif(mean(x), 10), signif(sd(x) / sqrt(length(x)), 6))

# DerSimonian & Laird with a design X: coefficients, their variances (z test), tau2.
dl <- function(y, v, X) {
  p <- ncol(X); w <- 1 / v
  A <- crossprod(X, w * X); H <- solve(A, t(X * w)); b <- H %*% y
  trP <- sum(w) - sum(diag(H %*% (w * X)))
  tau2 <- max(0, (sum(w * (y - X %*% b)^2) - (length(y) - p)) / trP)
  w <- 1 / (v + tau2); V <- solve(crossprod(X, w * X)); b <- V %*% crossprod(X, w * y)
  c(b, diag(V), tau2)
}
# The intercept alone, much faster.
dl1 <- function(y, v) {
  w <- 1 / v; s <- sum(w); m <- sum(w * y) / s
  tau2 <- max(0, (sum(w * (y - m)^2) - (length(y) - 1)) / (s - sum(w^2) / s))
  w <- 1 / (v + tau2); s <- sum(w)
  c(sum(w * y) / s, 1 / s, tau2)
}

types <- c(normal = "norm", basic = "basic", percentile = "perc", bca = "bca", studentised = "stud")
slots <- c(normal = "normal", basic = "basic", percentile = "percent", bca = "bca", studentised = "student")
# The limits of every interval that boot.ci has for this statistic; NA where it has none.
limits <- function(b, index, jack, interval) {
  k <- length(jack)
  out <- tryCatch(suppressWarnings(
    if (interval == "bca") boot.ci(b, type = "bca", index = index, L = (k - 1) * (mean(jack) - jack))
    else boot.ci(b, type = types[[interval]], index = index)), error = function(e) NULL)
  values <- if (is.null(out)) NULL else out[[slots[[interval]]]]
  if (is.null(values)) c(NA, NA) else unname(values[1, ncol(values) - 1:0])
}

run <- function(case, k, v, X, beta, tau2, sim) {
  p <- ncol(X)
  fit <- if (p == 1) function(y, v, X) dl1(y, v) else dl
  names <- c("mu", "x")[1:p]
  found <- array(NA, c(R, 5, p + 1, 2), list(NULL, names(types), c(names, "tau2"), NULL))
  for (r in 1:R) {
    data <- data.frame(y = rnorm(k, X %*% beta, sqrt(tau2 + v)), v = v)
    at <- fit(data$y, v, X)
    b <- if (sim == "ordinary") {
      boot(data, function(d, i) fit(d$y[i], d$v[i], X[i, , drop = FALSE]), B)
    } else {
      boot(data, function(d) fit(d$y, d$v, X), B, sim = "parametric", mle = list(X %*% at[1:p], sqrt(at[2 * p + 1] + v)),
           ran.gen = function(d, m) { d$y <- rnorm(k, m[[1]], m[[2]]); d })
    }
    jack <- sapply(1:k, function(i) fit(data$y[-i], v[-i], X[-i, , drop = FALSE]))
    for (j in 1:p) for (i in names(types)) found[r, i, j, ] <- limits(b, c(j, p + j), jack[j, ], i)
    for (i in setdiff(names(types), "studentised"))
      found[r, i, p + 1, ] <- limits(b, 2 * p + 1, jack[2 * p + 1, ], i)
  }
  truth <- c(beta, tau2)
  for (i in names(types)) for (j in 1:(p + 1)) {
    if (j == p + 1 && i == "studentised") next
    l <- found[, i, j, 1]; u <- found[, i, j, 2]; there <- !is.na(l)
    parameter <- c(names, "tau2")[j]
    share(case, i, parameter, "no_interval", !there)
    l <- l[there]; u <- u[there]
    share(case, i, parameter, "coverage", l <= truth[j] & truth[j] <= u)
    average(case, i, parameter, "width", u - l)
    if (j <= p) share(case, i, parameter, "rejection", l > 0 | u < 0)
  }
}

cat("case,interval,parameter,measure,value,mcse\n")
v8 <- rep(c(0.05, 0.1, 0.2, 0.4), 2)
run("resampled", 8, v8, matrix(1, 8, 1), 0.3, 0.1, "ordinary")
run("drawn", 5, v8[1:5], matrix(1, 5, 1), 0.3, 0.1, "parametric")
x <- ((0:11) - 5.5) * sqrt(12 / (11 * 13))
run("moderator", 12, rep(v8, 2)[1:12], cbind(1, x), c(0.1, 0.3), 0.08, "ordinary")
