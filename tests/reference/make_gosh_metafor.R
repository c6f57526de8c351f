# metafor 3.8-1's gosh of the first k studies of data sets: every subset, by its number (study i is in where bit i - 1 is set).
# Usage: Rscript make_gosh_metafor.R  (in this directory); writes gosh_metafor.csv
suppressMessages(library(metafor))
f <- function(x) ifelse(is.na(x), "NA", formatC(x, digits = 12, format = "g", width = 1))
runs <- read.csv(text = "dataset,k,method,mods
bcg,10,REML,
raudenbush1985,9,DL,
bangertdrowns2004,8,ML,
collins1985b,7,EE,
egger2001,9,EE,
hackshaw1998,8,PM,
hart1999,6,REML,
li2007,8,REML,
linde2005,8,EB,
normand1999_smd,9,REML,
mcdaniel1994,8,HE,
smit2023_personal,8,REML,
smit2023_clinical,6,SJ,
bcg,7,REML,ablat
bcg,6,EE,ablat")
out <- file("gosh_metafor.csv", "w")
writeLines("dataset,k,method,mods,number,studies,estimate,slope,QE,I2,H2,tau2", out)
for (r in seq_len(nrow(runs))) {
  run <- runs[r, ]
  dat <- head(read.csv(file.path("data", paste0(run$dataset, ".csv"))), run$k)
  control <- list(threshold = 1e-14, maxiter = 10000, tol = 1e-14)
  mods <- if (run$mods == "" || is.na(run$mods)) NULL else dat[[run$mods]]
  res <- if (is.null(mods)) rma(yi, vi, data = dat, method = run$method, control = control) else
    rma(yi, vi, mods = ~ ablat, data = dat, method = run$method, control = control)
  all <- suppressWarnings(gosh(res, progbar = FALSE))
  number <- as.vector(all$incl %*% 2^(seq_len(run$k) - 1))
  x <- all$res[order(number), ]
  slope <- if (is.null(mods)) NA else x[[7]]
  writeLines(paste(run$dataset, run$k, run$method, if (is.null(mods)) "" else run$mods, sort(number), x$k, f(x[[6]]), f(slope), f(x$QE),
    f(x$I2), f(x$H2), f(x$tau2), sep = ","), out)
}
close(out)
