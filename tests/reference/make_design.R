# Design matrices of R's model.matrix for design.csv and design_new.csv.  Usage: Rscript make_design.R (this directory)
# Columns of text are factors; levels are sorted in the C locale. center() is R's scale(x, scale = FALSE) by another name.
# Each row is one column of a design: its name, its term (attr "assign"), and its values with 17 significant digits. Columns
# that are not redundant are marked by R's qr() with a tolerance of 1e-10, in the order in which they stand.
invisible(Sys.setlocale("LC_ALL", "C"))
library(splines)
center <- function(x) x - mean(x)
factors <- function(d) { for (n in names(d)) if (is.character(d[[n]])) d[[n]] <- factor(d[[n]]); d }
set.seed(20240517)
k <- 30
r <- data.frame(x = round(rnorm(k, 10, 3), 3), z = round(rexp(k) + 0.1, 4), n = sample(2:9, k, TRUE),
                f = sample(c("a", "b", "c"), k, TRUE), g = sample(c("no", "yes"), k, TRUE), h = sample(c("B", "a", "C", "d"), k, TRUE),
                `my var` = round(runif(k, -2, 2), 2), `a "b" c` = sample(c("p q", "r"), k, TRUE), check.names = FALSE)
r$w <- r$x * 2.5 - 1
write.csv(r, "data/design_random.csv", row.names = FALSE)
smit <- read.csv("../../datasets/smit2023/smit2023.csv", na.strings = c("", "NA"))
smit <- smit[!is.na(smit$year) & !is.na(smit$mean_age) & !is.na(smit$percent_women) & !is.na(smit$comparator), ]
smit <- smit[, c("study", "year", "role", "domain", "months", "n1i", "comparator", "percent_women", "mean_age", "format", "yi", "sei")]
smit <- smit[!is.na(smit$months) & !is.na(smit$format) & !is.na(smit$n1i), ]
write.csv(smit, "data/design_smit.csv", row.names = FALSE)
D <- list(bcg = read.csv("data/bcg.csv"), design_smit = smit, design_random = r)
F <- list(
  bcg = c("ablat", "ablat + year", "alloc", "ablat + alloc", "ablat * alloc", "0 + alloc", "alloc - 1", "relevel(alloc, \"random\")",
    "relevel(alloc, ref = \"systematic\") * ablat", "C(alloc, sum)", "C(alloc, contr.helmert) + ablat", "poly(ablat, 2)", "poly(year, 3)",
    "poly(ablat, 2, raw = TRUE)", "poly(year, degree = 2) * alloc", "ns(ablat, 3)", "ns(ablat, df = 4)", "ns(year, df = 3) + alloc",
    "ns(ablat, knots = c(20, 40))", "ns(ablat, df = 3, intercept = TRUE) - 1", "ns(ablat, df = 2, Boundary.knots = c(10, 60))",
    "I(ablat^2) + ablat", "log(ablat)", "I((ablat - 33.46) / 10)", "scale(ablat)", "center(ablat) * center(year)", "scale(ablat, scale = FALSE) + scale(year)",
    "scale(year, center = FALSE)", "factor(year > 1960)", "I(year >= 1960) * ablat", "year > 1960", "factor(ablat)", "1", "ablat + I(2 * ablat + 3)",
    "exp(ablat / 50)", "log(ablat, base = 2) + log2(year) + log10(ablat) + sqrt(ablat) + abs(ablat - 30)"),
  design_smit = c("year + role", "role * domain", "role:domain", "0 + role:domain", "role / domain", "domain %in% role", "(role + domain + year)^2",
    "(role + domain + year)^2 - role:domain", "role + role:year", "role:year", "0 + role:year", "year + role:year", "role * domain - role",
    "0 + year + role", "factor(months > 6) + log(n1i)", "C(role, sum) * C(domain, sum)", "C(role, sum):domain", "factor(comparator) + format", "role * ns(year, df = 3)",
    "poly(mean_age, 2) + percent_women", "I(role == \"added\") + I(domain != 'clinical')", "factor(domain, levels = c(\"personal\", \"clinical\", \"functional\"))"),
  design_random = c("x + z + f", "f * g", "f * g * h", "f * g * h - f:g:h", "f:g + h", "f + f:g:h", "0 + f:g:h", "g / f / h", "(f + g) / x", "x:z", "x * z * f", "x:f + z:f",
    "0 + x + f + g", "0 + g:x + f", "`my var` * f", "`a \"b\" c` + `my var`", "factor(n)", "factor(n) + C(h, helmert):x", "as.factor(g):x", "x + w", "w + x + f + f:x",
    "I(x * z - 1 / z)", "I(-x) + I(x^-1) + I(x**2)", "I(1e5 * x) + I(x / 100000) + I(0.0001 * x) + I(1234567 * x)", "I(x > 10 & g == \"yes\")", "I(!(x > 10) | z < 0.5)",
    "poly(z, 5)", "poly(x, 1) + ns(z, df = 1)", "ns(x, df = 5):g", "log(z + 1) * scale(x)", "f + g - f", "f * g - 1", "poly(log(z), 2) + poly(center(x), 2, raw = TRUE)",
    "h", "I(log(z) * 2 + exp(-x / 10))", "f + x + 1 - 1 + 1", "x - 1 + 0", "(x + z)^3", "(f + g + h)^2", "C(f, sum) * x + 0"))
number <- function(x) paste(formatC(x, digits = 17, format = "g", width = 1), collapse = " ")
quoted <- function(x) paste0("\"", gsub("\"", "\"\"", x), "\"")
kept <- function(X) { # in order, each by what the kept ones before leave of it
  keep <- logical(ncol(X)); Q <- NULL
  for (j in seq_len(ncol(X))) {
    r <- X[, j]
    if (!is.null(Q)) for (pass in 1:2) r <- r - Q %*% crossprod(Q, r)
    keep[j] <- sqrt(sum(r^2)) > 1e-10 * sqrt(sum(X[, j]^2))
    if (keep[j]) Q <- cbind(Q, r / sqrt(sum(r^2)))
  }
  keep
}
out <- file("design.csv", "w"); writeLines("data,formula,coding,name,assign,kept,values", out)
new <- file("design_new.csv", "w"); writeLines("data,formula,coding,name,values", new)
one <- function(data, text, coding) {
  options(contrasts = c(paste0("contr.", coding), "contr.poly"))
  d <- factors(D[[data]]); f <- as.formula(paste("~", text))
  mf <- model.frame(f, d); X <- model.matrix(f, mf); nm <- sub("(Intercept)", "intrcpt", colnames(X), fixed = TRUE)
  a <- attr(X, "assign"); ke <- kept(X)
  for (j in seq_len(ncol(X)))
    writeLines(paste(data, quoted(text), coding, quoted(nm[j]), a[j], as.integer(ke[j]), quoted(number(X[, j])), sep = ","), out)
  if (grepl("center\\(", text) || text == "factor(ablat)") return(invisible()) # no safe prediction in R; new levels
  nd <- d[c(5, 2, 9), , drop = FALSE] # rows in another order; numbers moved, two of them beyond the range
  for (n in c("ablat", "x")) if (n %in% names(nd)) nd[[n]] <- nd[[n]] + c(0.5, -21, 30)[1:3]
  for (n in c("ablat", "x")) if (n %in% names(nd)) nd[[n]] <- abs(nd[[n]]) + 0.125
  if (text == F[[data]][1]) write.csv(nd, paste0("data/design_new_", data, ".csv"), row.names = FALSE)
  tt <- delete.response(terms(mf)); xl <- .getXlevels(terms(mf), mf)
  m2 <- try(model.frame(tt, nd, xlev = xl), silent = TRUE)
  if (inherits(m2, "try-error")) stop(text, m2)
  X2 <- model.matrix(tt, m2, contrasts.arg = attr(X, "contrasts"))
  for (j in seq_len(ncol(X2))) writeLines(paste(data, quoted(text), coding, quoted(nm[j]), quoted(number(X2[, j])), sep = ","), new)
}
for (data in names(F)) for (text in F[[data]]) one(data, text, "treatment")
for (text in c("alloc * ablat", "0 + alloc", "alloc")) one("bcg", text, "sum")
for (text in c("f * g * h", "f:x + g", "0 + h + f")) { one("design_random", text, "sum"); one("design_random", text, "helmert") }
close(out); close(new)
