# An independent simulation of the cells of simulation.csv, by R's own random numbers and fits written here from the papers,
# a whole matrix of replicates at a time:
#   Rscript tests/reference/make_simulation.R > tests/reference/simulation.csv
# Each row: case, method, parameter, measure, value, Monte Carlo standard error. The designs stand in
# tests/reference/test_simulation_reference.c under the same names.
set.seed(20261122)
R <- as.integer(Sys.getenv("REPLICATES", "100000"))

row <- function(...) cat(paste(..., sep = ","), "\n", sep = "")
share <- function(case, method, parameter, measure, x) {
  p <- mean(x)
  row(case, method, parameter, measure, signif(p, 10), signif(sqrt(p * (1 - p) / length(x)), 6))
}
average <- function(case, method, parameter, measure, x)
  row(case, method, parameter, measure, signif(mean(x), 10), signif(sd(x) / sqrt(length(x)), 6))
spread <- function(case, method, parameter, measure, x)
  row(case, method, parameter, measure, signif(sd(x), 10), signif(sd(x) / sqrt(2 * (length(x) - 1)), 6))

# tau2 of every row of y, v: R x k matrices.
tau2_of <- function(y, v, method) {
  k <- ncol(y); w <- 1 / v; s1 <- rowSums(w); s2 <- rowSums(w^2)
  mu <- rowSums(w * y) / s1
  dl <- pmax(0, (rowSums(w * (y - mu)^2) - (k - 1)) / (s1 - s2 / s1))
  if (method == "EE") return(rep(0, nrow(y)))
  if (method == "DL") return(dl)
  if (method == "HE") return(pmax(0, rowSums((y - rowMeans(y))^2) / (k - 1) - rowMeans(v)))
  t <- dl # REML: iteration of Viechtbauer (2005), eq. 10 (with the weights of the round before)
  for (i in 1:2000) {
    w <- 1 / (v + t); mu <- rowSums(w * y) / rowSums(w)
    new <- pmax(0, rowSums(w^2 * ((y - mu)^2 - v)) / rowSums(w^2) + 1 / rowSums(w))
    step <- max(abs(new - t)); t <- new
    if (step < 1e-9) break
  }
  t
}

measure <- function(case, y, v, mu, tau2, inside, methods) {
  k <- ncol(y)
  for (m in methods) {
    name <- paste(m, collapse = "+")
    t <- tau2_of(y, v, m[1])
    w <- 1 / (v + t); est <- rowSums(w * y) / rowSums(w); se <- 1 / sqrt(rowSums(w))
    if (m[2] == "knha") se <- se * sqrt(rowSums(w * (y - est)^2) / (k - 1))
    crit <- if (m[2] == "z") qnorm(0.975) else qt(0.975, k - 1)
    average(case, name, "mu", "bias", est - mu)
    spread(case, name, "mu", "emp_se", est)
    average(case, name, "mu", "mse", (est - mu)^2)
    share(case, name, "mu", "coverage", abs(est - mu) <= crit * se)
    average(case, name, "mu", "width", 2 * crit * se)
    share(case, name, "mu", "rejection", abs(est) > crit * se)
    if (m[1] == "EE") next
    average(case, name, "tau2", "bias", t - tau2)
    average(case, name, "tau2", "mse", (t - tau2)^2)
    share(case, name, "tau2", "zero", t == 0)
    w0 <- 1 / v; typical <- (k - 1) * rowSums(w0) / (rowSums(w0)^2 - rowSums(w0^2))
    average(case, name, "I2", "mean", 100 * t / (t + typical))
    h <- crit * sqrt(t + se^2)
    average(case, name, "prediction", "coverage", inside(est - h, est + h))
    average(case, name, "prediction", "width", 2 * h)
  }
}

full <- function(x, k) matrix(x, R, k)
both <- list(c("REML", "knha"), c("DL", "z"))
cat("case,method,parameter,measure,value,mcse\n")
between <- function(mu, tau) function(l, u) pnorm(u, mu, tau) - pnorm(l, mu, tau)

# Estimates directly, few studies of unequal variance.
v <- matrix(rep(c(0.05, 0.1, 0.2, 0.4, 0.05), each = R), R)
measure("given", full(rnorm(5 * R, 0.5, sqrt(0.1 + v)), 5), v, 0.5, 0.1, between(0.5, sqrt(0.1)),
        list(c("REML", "knha"), c("DL", "z"), c("HE", "t"), c("EE", "z")))

# Variances drawn and truncated (Brockwell & Gordon 2001), reported with error.
v <- 0.25 * rchisq(3 * 7 * R, 1); v <- full(v[v >= 0.009 & v <= 0.6][seq_len(7 * R)], 7)
measure("estimated", full(rnorm(7 * R, 0, sqrt(0.07 + v)), 7), v * rchisq(7 * R, 20) / 20, 0, 0.07, between(0, sqrt(0.07)), both)

# Odds ratios from binomial arms; 1/2 is added to all cells of a table with a zero.
n <- full(sample(20:60, 10 * R, TRUE), 10); p2 <- rbeta(10 * R, 2, 8)
p1 <- plogis(qlogis(p2) + rnorm(10 * R, -0.5, sqrt(0.2)))
a <- full(rbinom(10 * R, n, p1), 10); c <- full(rbinom(10 * R, n, p2), 10)
add <- 0.5 * (a == 0 | c == 0 | a == n | c == n); b <- n - a + add; d <- n - c + add; a <- a + add; c <- c + add
measure("odds", log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, -0.5, 0.2, between(-0.5, sqrt(0.2)), both)
rm(p1, p2, a, b, c, d, add)

# Standardised mean differences, exponential true effects.
n <- full(sample(10:40, 8 * R, TRUE), 8); th <- 0.3 + sqrt(0.05) * (rexp(8 * R) - 1)
m <- rnorm(8 * R, th, 1 / sqrt(n)) - rnorm(8 * R, 0, 1 / sqrt(n)); df <- 2 * n - 2
s <- sqrt((rchisq(8 * R, n - 1) + rchisq(8 * R, n - 1)) / df)
g <- full(exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2) * m / s, 8)
measure("smd", g, 2 / n + g^2 / (4 * n), 0.3, 0.05,
        function(l, u) pexp((u - 0.3) / sqrt(0.05) + 1) - pexp((l - 0.3) / sqrt(0.05) + 1), both)

# Rate ratios from Poisson counts, effects from a mixture; 1/2 is added to both counts where one is 0.
k <- 6; s <- 1 / sqrt(1 + 0.3 * 0.7 * 9)
th <- 0.2 + 0.3 * s * (rnorm(k * R) + 3 * (runif(k * R) < 0.3) - 0.9)
x1 <- full(rpois(k * R, 20 * exp(th)), k); x2 <- full(rpois(k * R, 20), k)
add <- 0.5 * (x1 == 0 | x2 == 0); x1 <- x1 + add; x2 <- x2 + add
pmix <- function(x) { z <- x / s + 0.9; 0.7 * pnorm(z) + 0.3 * pnorm(z - 3) }
measure("rates", log(x1 / x2), 1 / x1 + 1 / x2, 0.2, 0.09, function(l, u) pmix((u - 0.2) / 0.3) - pmix((l - 0.2) / 0.3), both)

# Correlations of n pairs; the true effect goes with the logarithm of the size (0.5).
sizes <- log(30:80); centre <- mean(sizes); scale <- sqrt(mean((sizes - centre)^2)); k <- 10
n <- full(sample(30:80, k * R, TRUE), k)
effect <- function(n) 0.3 + sqrt(0.02) * (0.5 * (log(n) - centre) / scale + sqrt(0.75) * rnorm(length(n)))
rho <- tanh(effect(n)); sxx <- sxy <- syy <- sx <- sy <- numeric(k * R)
for (i in 1:80) { # pair by pair
  use <- i <= n; x <- rnorm(k * R) * use; y <- (rho * x + sqrt(1 - rho^2) * rnorm(k * R)) * use
  sx <- sx + x; sy <- sy + y; sxx <- sxx + x^2; syy <- syy + y^2; sxy <- sxy + x * y
}
r <- (sxy - sx * sy / n) / sqrt((sxx - sx^2 / n) * (syy - sy^2 / n))
measure("correlations", full(atanh(r), k), 1 / (n - 3), 0.3, 0.02,
        function(l, u) { th <- effect(sample(30:80, length(l), TRUE)); l <= th & th <= u }, both)

# Selection by one-sided p.
y <- rnorm(12 * 10 * R, 0.2, sqrt(0.15)); p <- pnorm(y / sqrt(0.1), lower.tail = FALSE)
y <- y[runif(length(y)) < ifelse(p <= 0.025, 1, ifelse(p <= 0.5, 0.4, 0.1))]
measure("selection", full(y[seq_len(10 * R)], 10), full(0.1, 10), 0.2, 0.05, between(0.2, sqrt(0.05)), both)

# A binary moderator, outliers among the true effects, equal variances: least squares, tau2 = RSS/(k - 2) - v.
k <- 12; x <- rep(0:1, 6); s <- 1 / sqrt(0.9 + 0.1 * 16)
u <- full(rnorm(k * R) * ifelse(runif(k * R) < 0.1, 4, 1) * s, k)
y <- sweep(sqrt(0.05) * u + full(rnorm(k * R, 0, sqrt(0.08)), k), 2, 0.1 + 0.4 * x, "+")
m0 <- rowMeans(y[, x == 0]); m1 <- rowMeans(y[, x == 1]); slope <- m1 - m0
rss <- rowSums((y[, x == 0] - m0)^2) + rowSums((y[, x == 1] - m1)^2); t <- pmax(0, rss / 10 - 0.08)
for (m in both) {
  name <- paste(m, collapse = "+")
  se <- sqrt((if (m[2] == "knha") rss / 10 else 0.08 + t) * 2 / 6)
  crit <- if (m[2] == "z") qnorm(0.975) else qt(0.975, 10)
  average("moderator", name, "x", "bias", slope - 0.4)
  spread("moderator", name, "x", "emp_se", slope)
  share("moderator", name, "x", "coverage", abs(slope - 0.4) <= crit * se)
  average("moderator", name, "x", "width", 2 * crit * se)
  share("moderator", name, "x", "rejection", abs(slope) > crit * se)
  average("moderator", name, "mu", "bias", m0 - 0.1)
  average("moderator", name, "tau2", "bias", t - 0.05)
  share("moderator", name, "tau2", "zero", t == 0)
}
