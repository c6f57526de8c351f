# Figures of designs/brockwell2001.yaml, designs/langan2019.yaml and the unequal cells of designs/inthout2014.yaml by a
# second program that shares nothing with copse: base R, its own generator, one meta-analysis a row of a matrix. Of these
# studies' own figures only what benchmarks/README.md says could be seen. Writes independent.csv.
# Usage: Rscript independent.R > independent.csv   (base R; about four minutes)
R <- 50000

q_of <- function(y, v, t2) {
  w <- 1 / (v + t2)
  s <- rowSums(w)
  m <- rowSums(w * y) / s
  list(s = s, m = m, q = rowSums(w * (y - m)^2), s2 = rowSums(w^2))
}
dl <- function(y, v) {
  f <- q_of(y, v, 0)
  pmax(0, (f$q - (ncol(y) - 1)) / (f$s - f$s2 / f$s))
}
hs <- function(y, v) {
  f <- q_of(y, v, 0)
  pmax(0, (f$q - ncol(y)) / f$s)
}
row_var <- function(y) rowSums((y - rowMeans(y))^2) / (ncol(y) - 1)
he <- function(y, v) pmax(0, row_var(y) - rowMeans(v))
sj <- function(y, v) {
  t0 <- row_var(y) * (ncol(y) - 1) / ncol(y)
  t0 * q_of(y, v, t0)$q / (ncol(y) - 1)
}
# Q(tau2) = k - 1 by bisection, all rows together.
pm <- function(y, v) {
  low <- numeric(nrow(y))
  high <- rep(1, nrow(y))
  target <- ncol(y) - 1
  while (any(up <- q_of(y, v, high)$q > target)) high[up] <- 2 * high[up]
  zero <- q_of(y, v, 0)$q <= target
  for (i in 1:60) {
    middle <- (low + high) / 2
    above <- q_of(y, v, middle)$q > target
    low <- ifelse(above, middle, low)
    high <- ifelse(above, high, middle)
  }
  ifelse(zero, 0, (low + high) / 2)
}
# The highest of the (restricted) log likelihood on a grid, and golden section between its neighbours.
likelihood <- function(y, v, restricted) {
  value <- function(t2) {
    f <- q_of(y, v, t2)
    -0.5 * (rowSums(log(v + t2)) + f$q + if (restricted) log(f$s) else 0)
  }
  grid <- c(0, 10^seq(-5, 2, length.out = 71))
  best <- rep(-Inf, nrow(y))
  at <- rep(1L, nrow(y))
  for (i in seq_along(grid)) {
    here <- value(grid[i])
    at[here > best] <- i
    best <- pmax(best, here)
  }
  a <- grid[pmax(1, at - 1)]
  b <- grid[pmin(length(grid), at + 1)]
  ratio <- (sqrt(5) - 1) / 2
  x <- b - ratio * (b - a)
  z <- a + ratio * (b - a)
  fx <- value(x)
  fz <- value(z)
  for (i in 1:40) {
    left <- fx > fz
    b <- ifelse(left, z, b)
    a <- ifelse(left, a, x)
    x <- b - ratio * (b - a)
    z <- a + ratio * (b - a)
    fx <- value(x)
    fz <- value(z)
  }
  t2 <- (a + b) / 2
  ifelse(value(0) >= value(t2), 0, t2)
}
reml <- function(y, v) likelihood(y, v, TRUE)
ml <- function(y, v) likelihood(y, v, FALSE)

# One row of the file.
tell <- function(design, size, k, mu, tau2, method, test, quantity, measure, value)
  cat(sprintf("%s,%s,%d,%s,%s,%s,%s,%s,%s,%.10g,%d,0\n", design, size, k, format(mu, digits = 15),
              format(tau2, digits = 15), method, test, quantity, measure, value, R))

covered <- function(y, v, t2, mu, test) {
  f <- q_of(y, v, t2)
  k <- ncol(y)
  half <- if (test == "z") qnorm(0.975) / sqrt(f$s) else qt(0.975, k - 1) * sqrt(f$q / (k - 1) / f$s)
  mean(abs(f$m - mu) <= half)
}

cell <- function(design, size, k, mu, tau2, y, v, methods, bias = TRUE) {
  for (m in names(methods)) {
    t2 <- get(tolower(m))(y, v)
    for (test in methods[[m]]) {
      tell(design, size, k, mu, tau2, m, test, "mu", "coverage", covered(y, v, t2, mu, test))
      if (!bias) next
      tell(design, size, k, mu, tau2, m, test, "tau2", "bias", mean(t2) - tau2)
      tell(design, size, k, mu, tau2, m, test, "tau2", "rmse", sqrt(mean((t2 - tau2)^2)))
    }
  }
}

cat("design,size,k,mu,tau2,method,test,quantity,measure,value,replicates,half_unit\n")
set.seed(20260101)

for (k in c(3, 5, 10, 20, 35)) for (tau2 in c(0, 0.03, 0.1)) {
  v <- numeric(0)
  while (length(v) < R * k) {
    more <- 0.25 * rchisq(2 * R * k, 1)
    v <- c(v, more[more > 0.009 & more < 0.6])
  }
  v <- matrix(v[1:(R * k)], R)
  y <- matrix(rnorm(R * k, 0.5, sqrt(tau2 + v)), R)
  cell("brockwell2001", "1", k, 0.5, tau2, y, v,
       list(DL = "z", ML = "z", REML = c("z", "knha"), HE = "z", PM = "z", SJ = "z"))
}

for (k in c(5, 20)) for (tau2 in c(0, 0.0444, 0.991)) {
  n <- 20
  N <- R * k
  difference <- rnorm(N, rnorm(N, 0.5, sqrt(tau2)), sqrt(2 / n))
  df <- 2 * n - 2
  d <- difference / sqrt(rchisq(N, df) / df)
  g <- d * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
  v <- 2 / n + g^2 / (4 * n)
  cell("langan2019", "small", k, 0.5, tau2, matrix(g, R), matrix(v, R),
       list(DL = "knha", HE = "knha", HS = "knha", ML = "knha", REML = "knha", PM = "knha", SJ = "knha"))
}

for (k in c(2, 3, 5, 10, 20)) for (tau2 in c("0", "0.0133333333333333333", "0.04", "0.12", "0.36")) {
  t2 <- as.numeric(tau2)
  v <- matrix(rep(4 / rep_len(c(1000, 100, 100, 100), k), each = R), R)
  y <- matrix(rnorm(R * k, 0, sqrt(t2 + v)), R)
  cell("inthout2014", "mixed", k, 0, t2, y, v, list(DL = c("z", "knha")), bias = FALSE)
}
