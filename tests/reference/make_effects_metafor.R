# metafor 3.8-1's escalc for the rows of effects_*.csv, for the cross-check.  Usage: Rscript make_effects_metafor.R (this directory)
# Two definitions changed after 3.8-1 and are brought to 5.1's here: ROM's bias correction is added, SMDH's variance divided by J^2.
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 16, format = "g", width = 1))
J <- function(m) ifelse(m <= 1, NA, exp(lgamma(m/2) - log(sqrt(m/2)) - lgamma((m-1)/2)))
out <- file("effects_metafor.csv", "w"); writeLines("file,row,measure,yi,vi", out)
for (fam in c("2x2", "rates", "proportions", "means", "correlations")) {
  d <- read.csv(paste0("effects_", fam, ".csv"), colClasses = c(measure = "character"))
  d$row <- seq_len(nrow(d))
  cols <- names(d)[7:(which(names(d) == "yi") - 1)]
  d[cols] <- lapply(d[cols], as.numeric)   # integers would overflow in the Peto variance
  for (g in split(d, interaction(d$measure, d$vtype, d$table, addNA(factor(d$add)), addNA(d$to), addNA(d$drop00), drop = TRUE))) {
    a <- c(list(measure = g$measure[1], vtype = g$vtype[1]), as.list(g[cols]))
    if (!is.na(g$add[1])) a <- c(a, list(add = g$add[1], to = g$to[1]))
    if (!is.na(g$drop00[1])) a$drop00 <- as.logical(g$drop00[1])
    if (fam %in% c("proportions", "correlations")) a$drop00 <- NULL
    r <- try(suppressWarnings(do.call(escalc, a)), silent = TRUE)
    if (inherits(r, "try-error")) { message(fam, " ", a$measure, ": ", r); next }
    y <- as.numeric(r$yi); v <- as.numeric(r$vi)
    if (a$measure == "ROM") y <- y + 0.5 * (a$sd1i^2/(a$n1i*a$m1i^2) - a$sd2i^2/(a$n2i*a$m2i^2))
    if (a$measure == "SMDH") v <- v / J(a$n1i + a$n2i - 2)^2
    writeLines(paste(fam, g$row, a$measure, f(y), f(v), sep = ","), out)
  }
}
close(out)
