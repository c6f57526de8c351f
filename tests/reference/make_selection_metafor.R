# Writes selection_metafor.csv: selection models by metafor 3.8-1's selmodel, its optimiser (BFGS) and integrals tightened as
# far as they go. Rows are what it reached: a likelihood that copse must reach, too, and estimates to compare where it converged.
# Usage: Rscript make_selection_metafor.R [data set ...]   (in this directory)
suppressMessages({library(metafor)})
f17 <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
SETS <- list(hackshaw1998 = "greater", baskerville2012 = "greater", preston2004 = "less", bangertdrowns2004 = "greater",
             linde2005 = "greater", bcg = "less", cohen1981 = "greater", raudenbush1985 = "greater", lee2004 = "less",
             smit2023_personal = "greater", smit2023_clinical = "greater", landenberger2005 = "greater", lehmann2018 = "greater",
             egger2001 = "less", normand1999_smd = "less", li2007 = "less", konstantopoulos2011 = "greater", curtis1998 = "greater")
MODELS <- list(list("stepfun", .025), list("stepfun", c(.025, .5)), list("stepfun", .05, two = TRUE), list("halfnorm", NA), list("negexp", NA),
               list("logistic", NA), list("power", NA), list("negexp", NA, prec = "sei"), list("halfnorm", .05, prec = "sei"),
               list("negexppow", NA), list("beta", NA))
CONTINUOUS <- c("preston2004", "baskerville2012", "hackshaw1998", "cohen1981", "smit2023_personal", "bcg", "linde2005") # the others would take hours
args <- commandArgs(TRUE) # "steps" or "curves": only those
rows <- list()
run <- function(set, m, method) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  type <- m[[1]]; steps <- m[[2]]; prec <- m$prec; side <- if (isTRUE(m$two)) "two.sided" else SETS[[set]]
  res <- rma(yi, vi, data = d, method = method, control = list(threshold = 1e-14, maxiter = 10000))
  n <- 2 + if (type == "stepfun") length(steps) + 1 else if (type %in% c("beta", "negexppow")) 2 else 1
  fit <- function(control) suppressWarnings(do.call(selmodel, c(list(res, type = type, alternative = side),
    if (!is.na(steps[1])) list(steps = steps), if (!is.null(prec)) list(prec = prec), list(skiphet = TRUE, control = control))))
  began <- proc.time()[1]
  quadrature <- if (type == "stepfun") list() else list(intCtrl = list(rel.tol = 1e-8, subdivisions = 1000))
  sav <- try(fit(c(list(reltol = 1e-15, maxit = 500, ndeps = rep(1e-4, n)), quadrature)), silent = TRUE)
  if (inherits(sav, "try-error")) sav <- try(fit(list()), silent = TRUE)
  cat(set, type, method, side, proc.time()[1] - began, if (inherits(sav, "try-error")) paste("failed:", trimws(sav)) else sav$ll, "\n")
  if (inherits(sav, "try-error")) return()
  put <- function(name, value, se) rows[[length(rows) + 1]] <<- data.frame(dataset = set, type = type, steps = paste(setdiff(steps, NA), collapse = " "),
    side = sub("two.sided", "two-sided", side), precision = if (is.null(prec)) "" else prec, method = method, parameter = name, value = f17(value), se = f17(se))
  put("log_lik", sav$ll, NA); put("lrt", sav$LRT, NA); put("mu", sav$beta, sav$se); put("tau2", sav$tau2, sav$se.tau2)
  for (j in seq_along(sav$delta)) put(paste0("delta", j), sav$delta[j], sav$se.delta[j])
  write.csv(do.call(rbind, rows), paste0("selection_metafor", if (length(args)) paste0("_", args[1]), ".csv"), row.names = FALSE, quote = FALSE)
}
if (!"curves" %in% args) for (set in names(SETS)) for (m in MODELS) if (m[[1]] == "stepfun") for (method in c("ML", "EE")) run(set, m, method)
if (!"steps" %in% args) for (set in CONTINUOUS) for (m in MODELS) if (m[[1]] != "stepfun") {
  if (m[[1]] == "negexppow" && set != "hackshaw1998") next
  if ((!is.null(m$prec) || m[[1]] == "beta") && !set %in% CONTINUOUS[1:4]) next
  run(set, m, if (set == "preston2004") "EE" else "ML")
}
