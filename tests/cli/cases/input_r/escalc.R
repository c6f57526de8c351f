# Made escalc.csv with R 4.2.2 and metafor 3.8-1: row names, text in quotes, NA.
library(metafor)
dat <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
dat$year[3] <- NA
write.csv(dat, "escalc.csv")
