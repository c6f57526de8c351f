# The multiverse of the protocol of @peer_support for three of its outcomes, recomputed: rows chosen here in R, every model
# by metafor (tightened control; the selection model by its selmodel), limit meta-analysis by its formulas (Ruecker et al. 2011).
# Run in this folder: Rscript make_multiverse.R; writes multiverse.csv. Kind: independent program, checked to 1e-8 (selection:
# its estimate to 1e-7, its interval and p, which metafor has from a numerical Hessian, to 2e-4).
suppressMessages(library(metafor))
options(digits = 17, warn = 1)
peer <- read.csv(file.path("..", "..", "datasets", "peer_support", "peer_support.csv"), na.strings = "", encoding = "UTF-8")
smi <- "serious_mental_illness"
three <- c("added", "substituted", "curriculum")

choose <- function(outcome, time, lift_population, lift_role, leave_out) {
  d <- peer[peer$outcome_group == outcome & !is.na(peer$measure) & peer$measure == "SMD" & is.na(peer$duplicate) &
            peer$randomised == "yes" & peer$status == "reported" & !is.na(peer$yi), ]
  if (!lift_population) d <- d[d$population == smi, ]
  if (!lift_role) d <- d[d$role %in% three, ]
  d <- d[!is.na(d$role), ]
  if (leave_out) d <- d[is.na(d$rob_overall) | d$rob_overall != "High risk", ]
  d$vi <- d$sei^2
  result <- NULL
  for (trial in unique(d$trial_id)) {
    t <- d[d$trial_id == trial, ]
    by <- function(t, x) if (nrow(t) > 1 && any(!is.na(x))) t[!is.na(x) & x == min(x, na.rm = TRUE), ] else t
    t <- by(t, if (time == "main") abs(t$months - 6) else if (time == "latest") -t$months else t$months)
    t <- by(t, -t$n1i)
    if (nrow(t) > 1 && length(unique(t$arm)) == nrow(t)) {
      m <- nrow(t); s <- t$sei
      r <- matrix(0.5, m, m); diag(r) <- 1
      t$yi[1] <- mean(t$yi)
      t$vi[1] <- as.numeric(t(s) %*% r %*% s) / m^2
    }
    result <- rbind(result, t[1, ])
  }
  result
}

# REML: the root of the score, so that estimates are exact to more digits than metafor's steps
polish <- function(y, v, X, method, test, fit) {
  if (method != "REML") return(fit)
  score <- function(t) {
    w <- 1 / (v + t); A <- solve(t(X) %*% (w * X)); H <- w * (X %*% A) %*% t(w * X)
    P <- diag(w) - H
    sum((P %*% y)^2) - sum(diag(P))
  }
  if (fit$tau2 < 1e-9) { if (score(0) > 0) stop("REML"); root <- 0 } else
    root <- uniroot(score, fit$tau2 * c(0.99, 1.01), tol = 1e-17, maxiter = 10000)$root
  if (ncol(X) == 1) rma(y, v, method = "REML", test = test, tau2 = root)
  else rma(y, v, mods = X[, 2], method = "REML", test = test, tau2 = root)
}
control <- function(method) if (method == "REML") list(threshold = 1e-14, maxiter = 10000) else
  if (method == "PM") list(tol = 1e-14, maxiter = 10000) else list()
pool <- function(y, v, method, test) polish(y, v, cbind(rep(1, length(y))), method, test,
  rma(y, v, method = method, test = test, control = control(method)))
line <- function(y, v, x, method, test) polish(y, v, cbind(1, x), method, test,
  rma(y, v, mods = x, method = method, test = test, control = control(method)))
first <- function(fit) c(fit$b[1], fit$ci.lb[1], fit$ci.ub[1], fit$pval[1])
pet_peese <- function(y, v, method, test) {
  pet <- line(y, v, sqrt(v), method, test)
  first(if (pet$pval[1] < 0.1 && pet$b[1] * sum(y / v) > 0) line(y, v, v, method, test) else pet)
}
fill <- function(y, v, method, test) {
  f <- trimfill(rma(y, v, method = method, test = test, control = control(method)), estimator = "L0")
  first(pool(as.numeric(f$yi), as.numeric(f$vi), method, test))
}
limit <- function(y, v, method) {
  tau2 <- pool(y, v, method, "z")$tau2
  s <- sqrt(v + tau2); X <- cbind(1, 1 / s)
  A <- solve(t(X) %*% X); b <- A %*% t(X) %*% (y / s); g <- c(sqrt(tau2), 1)
  est <- sum(g * b); se <- sqrt(as.numeric(t(g) %*% A %*% g))
  c(est, est - qnorm(0.975) * se, est + qnorm(0.975) * se, 2 * pnorm(-abs(est / se)))
}
selection <- function(y, v) {
  fit <- rma(y, v, method = "ML", control = control("REML"))
  side <- if (pool(y, v, "REML", "z")$b[1] < 0) "less" else "greater"
  m <- try(selmodel(fit, type = "stepfun", steps = 0.025, alternative = side,
                    control = list(optimizer = "optim", optmethod = "Nelder-Mead", reltol = 1e-15, maxit = 100000)), silent = TRUE)
  if (inherits(m, "try-error")) return(rep(NA, 4))
  first(m)
}

out <- NULL
for (outcome in c("recovery", "quality_of_life", "depression"))
  for (time in c("main", "latest", "earliest")) for (population in 0:1) for (role in 0:1) for (leave in 0:1) {
    d <- choose(outcome, time, population == 1, role == 1, leave == 1)
    k <- if (is.null(d)) 0 else nrow(d)
    if (k < 2) next
    y <- d$yi; v <- d$vi
    for (adjust in c("none", if (k >= 10) c("trimfill", "pet-peese", "limit", "selection"))) {
      chosen <- if (adjust == "selection") selection(y, v)
      for (method in c("REML", "DL", "PM")) for (test in c("knha", "z", "adhoc")) {
        r <- switch(adjust, none = first(pool(y, v, method, test)), trimfill = fill(y, v, method, test),
                    "pet-peese" = pet_peese(y, v, method, test), limit = limit(y, v, method), selection = chosen)
        out <- rbind(out, data.frame(outcome, time, population, role, leave, adjust, method, test, k,
          estimate = r[1], ci_lower = r[2], ci_upper = r[3], p = r[4]))
      }
    }
  }
num <- c("estimate", "ci_lower", "ci_upper", "p")
out[num] <- lapply(out[num], function(x) ifelse(is.na(x), "NA", sprintf("%.13g", x)))
write.csv(out, "multiverse.csv", row.names = FALSE, quote = FALSE)
cat("metafor", as.character(packageVersion("metafor")), nrow(out), "rows\n")
