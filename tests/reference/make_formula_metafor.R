# Meta-regressions by formula: metafor 3.8-1 for formula_metafor.csv.  Usage: Rscript make_formula_metafor.R (this directory)
# Control is tightened; levels of factors are sorted in the C locale. btt: the coefficients that the QM of the rows tests.
suppressMessages({library(metafor); library(splines)})
invisible(Sys.setlocale("LC_ALL", "C"))
center <- function(x) x - mean(x)
bcg <- read.csv("data/bcg.csv", stringsAsFactors = TRUE)
smit <- read.csv("data/design_smit.csv", stringsAsFactors = TRUE); smit$vi <- smit$sei^2
F <- list(
  list("bcg", "~ ablat"), list("bcg", "~ ablat + alloc", 3:4), list("bcg", "~ ablat * alloc", 5:6), list("bcg", "~ 0 + alloc"),
  list("bcg", "~ relevel(alloc, ref = \"random\") + center(year)"), list("bcg", "~ poly(ablat, 2)"), list("bcg", "~ ns(ablat, df = 3)"),
  list("bcg", "~ log(ablat) + I(year > 1960)", 3), list("bcg", "~ C(alloc, sum) + scale(ablat)", 2:3), list("bcg", "~ ablat + I(2 * ablat + 1) + year"),
  list("bcg", "~ poly(year, 2, raw = FALSE)"),
  list("design_smit", "~ role + domain", 2:3), list("design_smit", "~ role * domain", 6:9), list("design_smit", "~ 0 + role + year"),
  list("design_smit", "~ poly(mean_age, 2) + role"), list("design_smit", "~ factor(months > 6) * log(n1i)"), list("design_smit", "~ role / domain"),
  list("design_smit", "~ ns(percent_women, 3) + domain", 2:4), list("design_smit", "~ (role + domain)^2 - role"))
M <- c("REML", "ML", "DL", "EE"); T <- c("z", "t", "knha")
out <- file("formula_metafor.csv", "w"); writeLines("data,formula,btt,method,test,coefficient,statistic,value", out)
q <- function(x) paste0("\"", gsub("\"", "\"\"", x), "\"")
n <- function(x) if (length(x) != 1 || is.na(x)) "NA" else formatC(x, digits = 17, format = "g", width = 1)
i <- 0
for (f in F) for (me in M) {
  i <- i + 1
  te <- T[1 + (i + (i - 1) %/% 4) %% 3] # each method with each test, over the formulas
  d <- if (f[[1]] == "bcg") bcg else smit
  btt <- if (length(f) > 2) f[[3]] else NULL
  r <- NULL
  for (threshold in 10^-(15:10)) { # the tightest that Fisher scoring reaches
    a <- list(yi = d$yi, vi = d$vi, mods = as.formula(f[[2]]), data = d, method = me, test = te,
              control = list(threshold = threshold, maxiter = 10000, tol = 1e-15))
    if (!is.null(btt)) a$btt <- btt
    if (is.null(r)) r <- tryCatch(suppressWarnings(do.call(rma, a)), error = function(e) NULL)
  }
  if (is.null(r)) next
  w <- function(co, st, x) writeLines(paste(f[[1]], q(f[[2]]), q(paste(btt, collapse = ",")), me, te, q(co), st, n(x), sep = ","), out)
  nm <- rownames(r$beta); ci <- cbind(r$ci.lb, r$ci.ub)
  for (j in seq_along(nm)) { w(nm[j], "estimate", r$beta[j]); w(nm[j], "se", r$se[j]); w(nm[j], "p", r$pval[j]); w(nm[j], "ci_lower", ci[j, 1]); w(nm[j], "ci_upper", ci[j, 2]) }
  w("", "tau2", r$tau2); w("", "Q", r$QE); w("", "Q_p", r$QEp); w("", "QM", r$QM); w("", "QM_p", r$QMp); w("", "I2", r$I2)
  if (r$int.incl && me != "EE") w("", "R2", r$R2)
}
close(out)
