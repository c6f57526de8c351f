# metafor 3.8-1's escalc for the rows of effects2_tables.csv that it can compute.  Usage: Rscript make_effects2_tables_metafor.R (this directory)
# Left out: rows whose digits its formulas lose (table `wide`, counts from 1e8), rows without an estimate or with variance 0; VE, HR from log-rank tests, ZPHI, ZTET, PRZ, vtype AV (but for RD) and H0, which it does not have; RTET, which needs the package mvtnorm.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 17, format = "g", width = 1))
d <- read.csv("effects2_tables.csv", colClasses = c(measure = "character", vtype = "character", table = "character", to = "character"))
d$row <- seq_len(nrow(d))
cols <- names(d)[7:(which(names(d) == "yi") - 1)]
d[cols] <- lapply(d[cols], as.numeric)
absent <- d$measure %in% c("VE", "HR", "ZPHI", "ZTET", "PRZ", "RTET") | d$vtype %in% c("H0", "AV")
d <- d[!absent & !(d$measure == "MPORM" & is.na(d$ri)), ]   # pi came later
k <- with(d, paste(measure, vtype, table, add, to, drop00))
out <- file("effects2_tables_metafor.csv", "w"); writeLines("row,yi,vi", out)
for (g in split(d, factor(k, unique(k)))) {
  a <- list(measure = g$measure[1])
  for (c in cols) if (any(!is.na(g[[c]]))) a[[c]] <- g[[c]]
  if (!is.na(g$vtype[1])) a$vtype <- g$vtype[1]
  if (!is.na(g$add[1])) a$add <- g$add[1] else if (g$measure[1] %in% c("AS", "PHI", "IRSD", "PAS", "PFT", "IRS", "IRFT")) a$add <- 0
  if (!is.na(g$to[1])) a$to <- g$to[1]
  if (!is.null(a$ai)) a$drop00 <- g$drop00[1] %in% TRUE   # with rates it leaves yi out, but not vi of IRSD: told by yi
  if (!is.null(a$x1i)) a$drop00 <- g$drop00[1] %in% TRUE
  r <- try(suppressWarnings(do.call(escalc, a)), silent = TRUE)
  if (inherits(r, "try-error")) { message(g$measure[1], " ", g$table[1], ": ", r); next }
  large <- apply(g[cols], 1, max, na.rm = TRUE) >= 1e8
  keep <- which(!is.na(r$yi) & !is.na(r$vi) & r$vi > 1e-15 & !large & g$table != "wide")
  if (length(keep)) writeLines(paste(g$row, f(as.numeric(r$yi)), f(as.numeric(r$vi)), sep = ",")[keep], out)
}
close(out)
