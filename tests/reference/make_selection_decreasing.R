# Writes selection_decreasing.csv: step functions whose weights may not rise with p, and the profile limits of every parameter, by
# base R alone. Weights before the one held are d + (1 - d) products of shares in [0, 1], those after it d times such shares; nlminb
# within that box from several starts, uniroot for the limits (where 2 (max - log L) is qchisq(0.95, 1)).
# Usage: Rscript make_selection_decreasing.R     (in this directory; some minutes)
f17 <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
model <- function(set, side, steps, method) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  s <- if (side == "less") -1 else 1
  list(y = s * d$yi, v = d$vi, sign = s, steps = steps, EE = method == "EE", group = findInterval(pnorm(s * d$yi / sqrt(d$vi), lower.tail = FALSE), c(0, steps), left.open = TRUE))
}
log_lik <- function(m, mu, tau2, w) {
  s <- sqrt(m$v + tau2)
  A <- 0
  for (j in seq_along(w)) {
    low <- if (j <= length(m$steps)) qnorm(m$steps[j], lower.tail = FALSE) else -Inf
    high <- if (j > 1) qnorm(m$steps[j - 1], lower.tail = FALSE) else Inf
    a <- (low * sqrt(m$v) - mu) / s; b <- (high * sqrt(m$v) - mu) / s
    A <- A + w[j] * ifelse(a > 0, pnorm(a, lower.tail = FALSE) - pnorm(b, lower.tail = FALSE), pnorm(b) - pnorm(a))
  }
  sum(log(w[m$group]) + dnorm(m$y, mu, s, log = TRUE) - log(A))
}
weights_of <- function(n, at, d, share) { # at 0: none is held
  w <- numeric(n); w[1] <- 1
  if (at > 1) { w[at] <- d; left <- 1; if (at > 2) for (j in 2:(at - 1)) { left <- left * share[j - 1]; w[j] <- d + (1 - d) * left } }
  for (j in seq_len(n)) if (j > max(at, 1)) w[j] <- w[j - 1] * share[j - 1]
  w
}
# The highest log-likelihood with some parameter held: list(mu = , tau2 = , at = , d = ).
best <- function(m, held = list()) {
  n <- length(m$steps) + 1; at <- if (is.null(held$at)) 0 else held$at
  shares <- setdiff(2:n, if (at > 1) at)
  free <- c(if (is.null(held$mu)) "mu", if (is.null(held$tau2) && !m$EE) "tau2")
  unpack <- function(x) {
    mu <- if (is.null(held$mu)) x[match("mu", free)] else held$mu
    tau2 <- if (m$EE) 0 else if (is.null(held$tau2)) x[match("tau2", free)] else held$tau2
    share <- rep(1, n - 1); share[shares - 1] <- x[length(free) + seq_along(shares)]
    list(mu = mu, tau2 = tau2, w = weights_of(n, at, held$d, share))
  }
  f <- function(x) { u <- unpack(x); r <- -log_lik(m, u$mu, u$tau2, u$w); if (is.finite(r)) r else 1e10 }
  spread <- var(m$y)
  out <- NULL
  for (share in c(0.999, 0.6, 0.2)) for (tau2 in c(0.01, 0.5) * spread) for (mu in c(0, mean(m$y))) {
    start <- c(if ("mu" %in% free) mu, if ("tau2" %in% free) tau2, rep(share, length(shares)))
    low <- c(if ("mu" %in% free) -Inf, if ("tau2" %in% free) 0, rep(1e-12, length(shares)))
    high <- c(rep(Inf, length(free)), rep(1, length(shares)))
    o <- nlminb(start, f, lower = low, upper = high, control = list(rel.tol = 1e-15, x.tol = 1e-12, iter.max = 2000, eval.max = 5000))
    o <- nlminb(o$par, f, lower = low, upper = high, control = list(rel.tol = 1e-15, x.tol = 1e-12, iter.max = 2000, eval.max = 5000))
    if (is.null(out) || o$objective < out$objective) out <- o
  }
  c(unpack(out$par), ll = -out$objective)
}
rows <- list()
run <- function(set, side, steps, method) {
  m <- model(set, side, steps, method)
  top <- best(m)
  target <- top$ll - qchisq(0.95, 1) / 2
  put <- function(name, value, rtol) rows[[length(rows) + 1]] <<- data.frame(dataset = set, type = "stepfun", steps = paste(f17(steps), collapse = " "), side = side, precision = "",
    method = method, statistic = name, value = f17(value), rtol = rtol, kind = "independent", source = "make_selection_decreasing.R")
  put("log_lik", top$ll, 1e-9)
  root <- function(held, from, to) { # from inside, to beyond
    f <- function(x) best(m, held(x))$ll - target
    if (f(to) > 0) return(NA)
    uniroot(f, sort(c(from, to)), tol = 1e-10)$root
  }
  for (j in 2:(length(steps) + 1)) {
    held <- function(x) list(at = j, d = x)
    put(paste0("delta", j, "_profile_lower"), root(held, top$w[j], 1e-4), 3e-6)
    upper <- if (top$w[j] > 1 - 1e-6) NA else root(held, top$w[j], 1)
    put(paste0("delta", j, "_profile_upper"), if (is.na(upper)) 1 else upper, 3e-6)
  }
  r <- 1.5 * abs(top$mu) + 2 * sd(m$y)
  limits <- c(root(function(x) list(mu = x), top$mu, top$mu - r), root(function(x) list(mu = x), top$mu, top$mu + r)) * m$sign
  put("mu_profile_lower", min(limits), 3e-6); put("mu_profile_upper", max(limits), 3e-6)
  if (method != "EE") put("tau2_profile_upper", root(function(x) list(tau2 = x), top$tau2, 50 * (top$tau2 + mean(m$v))), 3e-6)
  cat(set, method, "log L", top$ll, "weights", top$w, "\n")
  write.csv(do.call(rbind, rows), "selection_decreasing.csv", row.names = FALSE, quote = FALSE)
}
run("hackshaw1998", "greater", c(0.05, 0.1, 0.5), "ML")
run("hackshaw1998", "greater", c(0.05, 0.1, 0.5), "EE")
run("cohen1981", "greater", c(0.025, 0.5), "ML")
run("linde2005", "greater", c(0.025, 0.05, 0.5), "ML")
run("li2007", "less", c(0.025, 0.1, 0.5), "ML")
run("smit2023_personal", "greater", c(0.025, 0.1, 0.25, 0.5), "ML")
