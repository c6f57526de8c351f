# metafor's aggregate() for the cross-check of aggregate.csv. Usage: Rscript make_aggregate_metafor.R (this directory; before
# make_aggregate.py). Also writes the rows, data/aggregate.csv: dataset, trial, time, obs, yi, vi.
suppressMessages(library(metafor))
library(metadat)
f <- function(x) formatC(x, digits = 17, format = "g", width = 1)
ishak <- reshape(data.frame(dat.ishak2007), direction = "long", idvar = "study", v.names = c("yi", "vi"), timevar = "at",
                 varying = list(paste0("y", 1:4, "i"), paste0("v", 1:4, "i")))
ishak <- subset(ishak, !is.na(yi))
set.seed(24)
wild <- data.frame(trial = rep(1:4, c(2, 3, 6, 1)), time = c(1, 2, 0.5, 1.25, 9, 1:6, 3), obs = c(1, 2, 1, 1, 2, 1, 2, 3, 1, 2, 3, 1),
                   yi = 1e6 + round(rnorm(12), 3), vi = signif(10^runif(12, -6, 3), 3))
sets <- list(
  konstantopoulos2011 = with(dat.konstantopoulos2011, data.frame(trial = district, time = school, obs = study %% 3, yi = as.vector(yi), vi = vi)),
  assink2016 = with(dat.assink2016, data.frame(trial = study, time = esid, obs = as.integer(factor(deltype)), yi = yi, vi = vi)),
  ishak2007 = with(ishak, data.frame(trial = as.integer(factor(study)), time = c(1, 2, 3, 5)[at], obs = at %% 2, yi = yi, vi = vi)),
  wild = wild)
rows <- do.call(rbind, lapply(names(sets), function(s) cbind(dataset = s, sets[[s]])))
num <- c("time", "yi", "vi")
rows[num] <- lapply(rows[num], f)
write.csv(rows, "data/aggregate.csv", row.names = FALSE, quote = FALSE)
out <- file("aggregate_metafor.csv", "w")
writeLines("dataset,combine,structure,rho,phi,trial,y,v", out)
grid <- rbind(data.frame(structure = "ID", rho = NA, phi = NA),
              data.frame(structure = "CS", rho = c(0, 0.3, 0.6, 0.95, -0.01), phi = NA),
              data.frame(structure = "CAR", rho = NA, phi = c(0.2, 0.85)),
              data.frame(structure = "CS+CAR", rho = c(0.5, 0.1), phi = c(0.6, 0.9)),
              data.frame(structure = "CS*CAR", rho = c(0.5, 0.8), phi = c(0.6, 0.9)))
for (s in names(sets)) for (g in seq_len(nrow(grid))) for (how in c("gls", "mean")) {
  d <- escalc(measure = "GEN", yi = yi, vi = vi, data = sets[[s]])
  p <- grid[g, ]
  args <- list(d, cluster = d$trial, struct = p$structure, weighted = how == "gls", time = d$time, obs = d$obs)
  if (!is.na(p$rho)) args$rho <- p$rho
  if (!is.na(p$phi)) args$phi <- p$phi
  a <- suppressWarnings(try(do.call(aggregate, args), silent = TRUE))
  if (inherits(a, "try-error")) { message(s, " ", p$structure, ": ", conditionMessage(attr(a, "condition"))); next }
  na <- function(x) ifelse(is.na(x), "NA", f(x))
  writeLines(paste(s, how, p$structure, na(p$rho), na(p$phi), a$trial, f(a$yi), f(a$vi), sep = ","), out)
}
close(out)
