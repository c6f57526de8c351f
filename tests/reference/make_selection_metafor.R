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
args <- commandArgs(TRUE)
rows <- list()
for (set in if (length(args)) args else names(SETS)) {
  d <- read.csv(file.path("data", paste0(set, ".csv")))
  for (m in MODELS) {
    type <- m[[1]]; steps <- m[[2]]; prec <- m$prec; side <- if (isTRUE(m$two)) "two.sided" else SETS[[set]]
    if (nrow(d) > 45 && type != "stepfun") next
    if (type == "negexppow" && !set %in% c("hackshaw1998", "preston2004")) next # hours else
    if (!is.null(prec) && !set %in% c("hackshaw1998", "preston2004", "cohen1981")) next
    for (method in c("ML", "EE")) {
      if (method == "EE" && !(type == "stepfun" || (type == "halfnorm" && is.na(steps[1])))) next
      res <- rma(yi, vi, data = d, method = method, control = list(threshold = 1e-14, maxiter = 10000))
      n <- 2 + if (type == "stepfun") length(steps) + 1 else if (type %in% c("beta", "negexppow")) 2 else 1
      fit <- function(tight, tol) suppressWarnings(do.call(selmodel, c(list(res, type = type, alternative = side),
        if (!is.na(steps[1])) list(steps = steps), if (!is.null(prec)) list(prec = prec),
        list(skiphet = TRUE, control = c(tight, list(intCtrl = list(rel.tol = tol, subdivisions = 1000)))))))
      began <- proc.time()[3]
      sav <- try(fit(list(reltol = 1e-15, maxit = 500, ndeps = rep(1e-4, n)), 1e-8), silent = TRUE)
      if (inherits(sav, "try-error")) sav <- try(fit(list(), .Machine$double.eps^0.25), silent = TRUE)
      cat(set, type, method, side, proc.time()[3] - began, if (inherits(sav, "try-error")) paste("failed:", trimws(sav)) else sav$ll, "\n")
      if (inherits(sav, "try-error")) next
      put <- function(name, value, se) rows[[length(rows) + 1]] <<- data.frame(dataset = set, type = type, steps = paste(setdiff(steps, NA), collapse = " "),
        side = side, precision = if (is.null(prec)) "" else prec, method = method, parameter = name, value = f17(value), se = f17(se))
      put("log_lik", sav$ll, NA); put("lrt", sav$LRT, NA); put("mu", sav$beta, sav$se); put("tau2", sav$tau2, sav$se.tau2)
      for (j in seq_along(sav$delta)) put(paste0("delta", j), sav$delta[j], sav$se.delta[j])
    }
  }
}
write.csv(do.call(rbind, rows), if (length(args)) paste0("selection_metafor_", args[1], ".csv") else "selection_metafor.csv", row.names = FALSE, quote = FALSE)
