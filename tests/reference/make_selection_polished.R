# Writes selection_polished_steps.csv, _truncation.csv and _curves.csv: maxima of metafor 3.8-1's own selection likelihoods, polished beyond what its optimisers reach.
# selmodel's internal log-likelihood is caught with the arguments that selmodel gives it, and Newton's method goes on from
# selmodel's estimates, in beta, tau2 and delta themselves, by Richardson's extrapolation of central differences (gradient to
# some 1e-10 per standard error); integrals at a relative 1e-12. Standard errors: the inverse of that Hessian. Maxima at a
# boundary (tau2 or a delta at 0) hold that parameter there. With moderators: QM (Wald) and twice the gain of log-likelihood.
# Types trunc and truncest, which 3.8-1 has not, by their likelihood written here.
# Usage: Rscript make_selection_polished.R steps|truncation|curves     (in this directory; some ten minutes each)
part <- commandArgs(TRUE)[1]
file <- paste0("selection_polished_", part, ".csv")
suppressMessages(library(metafor))
f17 <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
caught <- NULL
for (name in c(".selmodel.ll.stepfun", ".selmodel.ll.cont")) local({
  plain <- getFromNamespace(name, "metafor")
  assignInNamespace(name, function(par, ...) { caught <<- c(list(fn = plain), list(...)); plain(par, ...) }, ns = "metafor")
})

differences <- function(f, x, h) { # gradient and Hessian at x, steps h
  n <- length(x); e <- function(i) replace(numeric(n), i, 1)
  extrapolate <- function(at, levels) {
    t <- sapply(0:(levels - 1), function(l) at(2^-l))
    for (l in seq_len(levels - 1)) t <- (4^l * t[-1] - t[-length(t)]) / (4^l - 1)
    t
  }
  f0 <- f(x)
  g <- sapply(seq_len(n), function(i) extrapolate(function(s) (f(x + s * h[i] * e(i)) - f(x - s * h[i] * e(i))) / (2 * s * h[i]), 4))
  H <- matrix(0, n, n)
  for (i in seq_len(n)) for (j in seq_len(i)) H[i, j] <- H[j, i] <- extrapolate(function(s) {
    a <- s * h[i] * e(i); b <- s * h[j] * e(j)
    if (i == j) (f(x + a) - 2 * f0 + f(x - a)) / (s * h[i])^2
    else (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * s^2 * h[i] * h[j])
  }, 3)
  list(value = f0, gradient = g, hessian = H)
}

polish <- function(a, beta, tau2, delta, se0) {
  fixed_tau2 <- !is.na(a$tau2.val) || tau2 < 1e-6
  if (is.na(a$tau2.val) && fixed_tau2) tau2 <- 0
  p <- length(beta); free <- which(is.na(a$delta.val) & delta > 1e-5)
  delta[is.na(a$delta.val) & delta <= 1e-5] <- 0
  full <- function(x) {
    d <- delta; d[free] <- x[p + (if (fixed_tau2) 0 else 1) + seq_along(free)]
    c(x[1:p], if (fixed_tau2) tau2 else x[p + 1], d)
  }
  f <- function(x) do.call(a$fn, c(list(par = full(x)), modifyList(a[-1], list(delta.transf = FALSE, tau2.transf = FALSE, verbose = FALSE, dofit = FALSE)))) * -1
  x <- c(beta, if (!fixed_tau2) tau2, delta[free])
  positive <- seq_along(x) > p
  h <- c(0.08 * se0, pmax(x[positive], 0.1) * 1e-2)
  for (i in 1:15) {
    h <- ifelse(positive, pmin(h, 0.3 * x), h)
    d <- differences(f, x, h)
    step <- try(solve(-d$hessian, d$gradient), silent = TRUE)
    if (inherits(step, "try-error") || any(!is.finite(step))) return(NULL)
    se <- suppressWarnings(sqrt(diag(solve(-d$hessian))))
    if (any(!is.finite(se))) return(NULL)
    size <- max(abs(step / se))
    x <- x + step * min(1, 0.5 / size)
    if (any(x[positive] <= 0)) return(NULL)
    if (size < 3e-10 && i > 2) break
    h <- 0.08 * se
  }
  at <- full(x); ses <- rep(NA, length(at)); ses[c(1:p, if (!fixed_tau2) p + 1, p + 1 + free)] <- se
  if (fixed_tau2 && is.na(a$tau2.val)) { # uphill from tau2 = 0?
    up <- function(t) do.call(a$fn, c(list(par = replace(at, p + 1, t)), modifyList(a[-1], list(delta.transf = FALSE, tau2.transf = FALSE, verbose = FALSE, dofit = FALSE)))) * -1
    if (up(1e-7) > d$value) return(NULL)
  }
  V <- solve(-d$hessian)
  list(ll = f(x), at = at, se = ses, p = p, last = size, V = V[1:p, 1:p, drop = FALSE])
}

rows <- list()
plain_ll <- list()
run <- function(set, type, side, steps = NULL, prec = NULL, method = "ML", mods = NULL, delta = NULL) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  caught <<- NULL
  began <- proc.time()[1]
  res <- try(suppressWarnings(rma(yi, vi, mods = if (is.null(mods)) ~ 1 else mods, data = d, method = method, control = list(threshold = 1e-14, maxiter = 10000))), silent = TRUE)
  sav <- try(suppressWarnings(do.call(selmodel, c(list(res, type = type, alternative = side), if (!is.null(steps)) list(steps = steps),
    if (!is.null(prec)) list(prec = prec), list(skiphet = TRUE, skiphes = TRUE, control = list(reltol = 1e-13, maxit = 500))))), silent = TRUE)
  key <- paste(set, type, side, paste(steps, collapse = " "), prec, method)
  if (inherits(sav, "try-error")) { cat(key, "failed:", trimws(sav), "\n"); return(invisible()) }
  a <- caught
  a$X <- res$X # selmodel standardises moderators on the way
  if (type != "stepfun") a$intCtrl <- modifyList(a$intCtrl, list(rel.tol = 1e-12, subdivisions = 5000))
  out <- try(polish(a, c(sav$beta), sav$tau2, sav$delta, res$se), silent = TRUE)
  if (!is.list(out) && method != "EE") out <- try(polish(a, c(sav$beta), 0, sav$delta, res$se), silent = TRUE) # on its way to tau2 = 0
  if (is.list(out) && !(out$last < 1e-9 && out$ll > sav$ll - (if (type == "stepfun") 1e-9 else 1e-5))) out <- NULL
  if (inherits(out, "try-error") || is.null(out)) { cat(key, "no regular maximum:", if (is.null(out)) "" else trimws(out), "\n"); return(invisible()) }
  cat(sprintf("%s %s: %.12f, metafor %.2e below, last step %.1e, %.0f s\n", key, paste(deparse(mods), collapse = ""), out$ll, out$ll - sav$ll, out$last, proc.time()[1] - began))
  put <- function(name, value, se) rows[[length(rows) + 1]] <<- data.frame(dataset = set, type = type, steps = paste(steps, collapse = " "),
    side = sub("two.sided", "two-sided", side), precision = if (is.null(prec)) "" else prec, method = method,
    moderator = if (is.null(mods)) "" else all.vars(mods), parameter = name, value = f17(value), se = f17(se))
  put("log_lik", out$ll, NA)
  for (j in seq_len(out$p)) put(paste0("b", j), out$at[j], out$se[j])
  put("tau2", out$at[out$p + 1], out$se[out$p + 1])
  for (j in seq_along(sav$delta)) put(paste0("delta", j), out$at[out$p + 1 + j], out$se[out$p + 1 + j])
  if (is.null(mods)) plain_ll[[key]] <<- out$ll
  else {
    put("QM", sum(out$at[2:out$p] * solve(out$V[-1, -1, drop = FALSE], out$at[2:out$p])), NA)
    if (!is.null(plain_ll[[key]])) put("moderators", 2 * (out$ll - plain_ll[[key]]), NA)
  }
  write.csv(do.call(rbind, rows), file, row.names = FALSE, quote = FALSE)
}
SETS <- c(hackshaw1998 = "greater", baskerville2012 = "greater", bangertdrowns2004 = "greater", linde2005 = "greater", bcg = "less",
  cohen1981 = "greater", lee2004 = "less", smit2023_personal = "greater", landenberger2005 = "greater", lehmann2018 = "greater",
  normand1999_smd = "less", li2007 = "less", konstantopoulos2011 = "greater", curtis1998 = "greater", raudenbush1985 = "greater")
MODS <- list(baskerville2012 = ~ blind, bangertdrowns2004 = ~ length, linde2005 = ~ year, bcg = ~ ablat, lee2004 = ~ year,
  landenberger2005 = ~ age, li2007 = ~ year, curtis1998 = ~ time, konstantopoulos2011 = ~ year)
if (part == "steps") for (set in names(SETS)) for (method in c("ML", "EE")) {
  side <- SETS[[set]]
  run(set, "stepfun", side, .025, method = method)
  run(set, "stepfun", side, c(.025, .5), method = method)
  run(set, "stepfun", "two.sided", .05, method = method)
  if (!is.null(MODS[[set]])) {
    run(set, "stepfun", side, .025, method = method, mods = MODS[[set]])
    run(set, "stepfun", side, c(.025, .5), method = method, mods = MODS[[set]])
  }
}

# Truncation, which 3.8-1 does not have: the log-likelihood as metafor 5.1's source has it, of y > a (or y < a) against the others.
# For an estimated point (truncest) the highest over all estimates as the point, each beyond it (its limit from below) and not.
truncated <- function(beta, tau2, delta, yi, vi, a, beyond, sign) {
  s <- sqrt(vi + tau2)
  sum(ifelse(beyond, 0, log(delta)) + dnorm(yi, beta, s, log = TRUE) - log(1 - (1 - delta) * pnorm(sign * (a - beta) / s)))
}
trunc_at <- function(d, a, beyond, sign, method) {
  f <- function(par, ...) -truncated(par[1], par[2], par[3], d$yi, d$vi, a, beyond, sign)
  best <- NULL
  for (tau2 in if (method == "EE") 0 else c(0.001, 0.05)) for (delta in c(0.05, 0.5, 2)) {
    g <- function(x) f(c(x[1], if (method == "EE") 0 else exp(x[2]), exp(x[length(x)])))
    o <- optim(c(weighted.mean(d$yi, 1 / d$vi), if (method != "EE") log(tau2), log(delta)), g, control = list(maxit = 4000, reltol = 1e-14))
    args <- list(fn = function(par, ...) f(par), tau2.val = if (method == "EE") 0 else NA, delta.val = NA)
    out <- NULL
    for (start in if (method == "EE") 0 else c(exp(o$par[2]), 0)) if (!is.list(out)) out <- try(polish(args, o$par[1], start, exp(o$par[length(o$par)]), 0.05), silent = TRUE)
    if (is.list(out) && out$last < 1e-9 && (is.null(best) || out$ll > best$ll)) best <- out
  }
  best
}
run_trunc <- function(set, method, estimated) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  sign <- if (SETS[[set]] == "greater") 1 else -1
  best <- NULL; point <- 0
  for (a in if (estimated) d$yi else 0) for (inclusive in if (estimated) c(FALSE, TRUE) else FALSE) {
    beyond <- if (inclusive) sign * d$yi >= sign * a else sign * d$yi > sign * a
    if (!any(beyond) || all(beyond)) next
    out <- trunc_at(d, a, beyond, sign, method)
    if (!is.null(out) && (is.null(best) || out$ll > best$ll)) { best <- out; point <- a }
  }
  if (is.null(best)) { cat(set, "trunc", method, "no regular maximum\n"); return(invisible()) }
  type <- if (estimated) "truncest" else "trunc"
  cat(sprintf("%s %s %s %.12f at %g\n", set, type, method, best$ll, point))
  put <- function(name, value, se) rows[[length(rows) + 1]] <<- data.frame(dataset = set, type = type, steps = "", side = SETS[[set]], precision = "",
    method = method, moderator = "", parameter = name, value = f17(value), se = f17(se))
  put("log_lik", best$ll, NA); put("b1", best$at[1], best$se[1]); put("tau2", best$at[2], best$se[2]); put("delta1", best$at[3], best$se[3])
  if (estimated) put("delta2", point, NA)
  write.csv(do.call(rbind, rows), file, row.names = FALSE, quote = FALSE)
}
if (part == "truncation") for (set in c("hackshaw1998", "baskerville2012", "bcg", "cohen1981", "smit2023_personal", "landenberger2005", "li2007")) for (method in c("ML", "EE")) {
  run_trunc(set, method, FALSE)
  if (set %in% c("hackshaw1998", "baskerville2012", "cohen1981")) run_trunc(set, method, TRUE)
}
if (part != "curves") q("no")
for (type in c("halfnorm", "negexp", "logistic", "power")) {
  run("preston2004", type, "less", method = "EE")
  run("preston2004", type, "less", .05, "sei", method = "EE")
  for (set in c("hackshaw1998", "baskerville2012", "smit2023_personal", "cohen1981")) run(set, type, SETS[[set]])
  run("baskerville2012", type, "greater", prec = "sei")
  run("baskerville2012", type, "greater", mods = MODS$baskerville2012)
}
for (set in c("hackshaw1998", "baskerville2012", "smit2023_personal")) { run(set, "beta", "greater"); run(set, "negexppow", "greater") }
run("preston2004", "negexppow", "less", method = "EE")
run("hackshaw1998", "power", "greater", prec = "sei")
run("baskerville2012", "beta", "greater", mods = MODS$baskerville2012)
