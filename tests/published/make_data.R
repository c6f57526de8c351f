# The data sets of the examples: from R's metadat where it has them, else typed from the paper's table.
suppressMessages(library(metadat))
put <- function(x, name, cols = names(x)) write.csv(x[cols], paste0("data/", name, ".csv"), row.names = FALSE, quote = FALSE, na = "")
put(data.frame(study = 1:6, n1i = c(156, 303, 565, 1570, 103, 4659), n2i = c(74, 303, 477, 1565, 105, 4650),
               ai = c(5, 5, 12, 69, 9, 313), ci = c(8, 17, 9, 94, 11, 352)), "clasp")
put(data.frame(study = c(100, 308, 1596, 2479, 9021, 9028, 161, 172, 537, 7049),
               yi = c(-0.33, 0.32, 0.39, 0.31, 0.17, 0.64, -0.33, 0.15, -0.02, 0.00),
               vi = c(0.084, 0.035, 0.017, 0.034, 0.072, 0.117, 0.102, 0.093, 0.012, 0.067),
               random = c(0, 0, 0, 0, 0, 0, 1, 1, 1, 1), intensity = c(7, 3, 7, 5, 7, 7, 4, 4, 5, 6)), "lipsey2001")
put(data.frame(study = 1:4, xi = c(3, 6, 10, 1), ni = c(11, 17, 21, 6)), "miller1978")
put(dat.hine1989, "hine1989", c("study", "ai", "n1i", "ci", "n2i"))
d <- dat.normand1999
d$sd <- sqrt(((d$n1i - 1) * d$sd1i^2 + (d$n2i - 1) * d$sd2i^2) / (d$n1i + d$n2i - 2))
put(d, "normand1999", c("study", "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"))
d <- dat.raudenbush1985
d$weeks3 <- pmin(d$weeks, 3)
put(d, "raudenbush1985", c("study", "yi", "vi", "weeks", "weeks3"))
put(data.frame(study = c("Age <55", "Age 55+"), ai = c(8, 22), bi = c(98, 76), ci = c(5, 16), di = c(115, 69)), "tolbutamide")
put(data.frame(study = c("35-44", "45-54", "55-64", "65-74", "75-84"), x1i = c(32, 104, 206, 186, 102),
               t1i = c(5.2407, 4.3248, 2.8612, 1.2663, 0.5317), x2i = c(2, 12, 28, 28, 31),
               t2i = c(1.8790, 1.0673, 0.5710, 0.2585, 0.1462)), "doctors")
put(data.frame(study = c("<35", "35+"), ai = c(3, 1), bi = c(9, 3), ci = c(104, 5), di = c(1059, 86)), "spermicide")
put(dat.nielweise2007, "nielweise2007", c("study", "ai", "n1i", "ci", "n2i"))
d <- dat.nielweise2008
d$t1i <- d$t1i / 1000
d$t2i <- d$t2i / 1000
put(d, "nielweise2008", c("study", "x1i", "t1i", "x2i", "t2i"))
d <- dat.collins1985a
put(data.frame(study = seq_len(nrow(d)), ai = d$b.xci, n1i = d$nci, ci = d$b.xti, n2i = d$nti), "collins1985a")
d <- dat.collins1985b
put(data.frame(study = d$id, ai = d$pre.xti, n1i = d$pre.nti, ci = d$pre.xci, n2i = d$pre.nci), "collins1985b")
d <- dat.colditz1994
d$study <- d$trial
put(d, "colditz1994", c("study", "tpos", "tneg", "cpos", "cneg", "ablat", "year"))
d$vi <- with(d, sum(tneg / tpos) / (13 * (tneg + tpos)) + sum(cneg / cpos) / (13 * (cneg + cpos)))
d$yi <- with(d, log((tpos / (tpos + tneg)) / (cpos / (cpos + cneg))))
d$yi <- sprintf("%.17g", d$yi); d$vi <- sprintf("%.17g", d$vi)
put(d, "berkey1995", c("study", "yi", "vi", "ablat"))
put(data.frame(study = 1:10, yi = c(-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232),
               vi = c(0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040)), "viechtbauer2005a")
put(data.frame(study = 1:18, yi = c(0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045,
                                    0.103, 0.121, -0.482, 0.290, 0.342),
               vi = c(0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167, 0.134, 0.096,
                      0.016, 0.035)), "viechtbauer2005b")
d <- dat.yusuf1985
put(d[d$table == "6", ], "yusuf1985", c("id", "ai", "n1i", "ci", "n2i"))
put(dat.lee2004, "lee2004", c("id", "study", "ai", "n1i", "ci", "n2i"))
d <- dat.linde2005[c(7:10, 13:25), ]
d$dose <- d$dosage * 7 / 1000 * d$duration
d$dose <- sprintf("%.17g", d$dose)
put(d, "linde2005", c("id", "ai", "n1i", "ci", "n2i", "dose", "baseline"))
put(data.frame(study = 1:16, yi = c(0.0267, 0.8242, 0.3930, 2.4405, 2.1401, 1.2528, 2.4849, 0.3087, 1.4246, 0.1823, 1.1378, 1.2321,
                                    2.0695, 4.0237, 1.4383, 1.6021),
               vi = c(0.1285, 0.0315, 0.0931, 2.0967, 1.0539, 0.1602, 1.0235, 0.0218, 0.5277, 0.0556, 0.3304, 0.1721, 0.4901, 2.0200,
                      0.3399, 0.1830), xi = rep(0:1, c(10, 6))), "jackson2014a")
put(data.frame(study = 1:19, yi = c(0.54, 0.4, 0.64, 0.365, 0.835, 0.02, 0.12, 0.085, 1.18, 0.08, 0.18, 0.325, 0.06, 0.715, 0.065,
                                    0.245, 0.24, 0.06, 0.19),
               vi = c(0.0176, 0.019, 0.0906, 0.0861, 0.0063, 0.0126, 0.0126, 0.0041, 0.0759, 0.0126, 0.0104, 0.0242, 0.0026, 0.2629,
                      0.0169, 0.0156, 0.0481, 0.0084, 0.0044),
               year = c(1986, 1987, 1988, 1988, 1998, 1999, 2000, 2000, 2000, 2001, 2001, 2001, 2002, 2002, 2002, 2002, 2003, 2003,
                        2003)), "jackson2014b")
put(dat.egger2001, "egger2001", c("id", "study", "year", "ai", "n1i", "ci", "n2i"))
d <- dat.hackshaw1998
d$yi <- sprintf("%.17g", c(d$yi)); d$vi <- sprintf("%.17g", d$vi)
put(d, "hackshaw1998", c("study", "yi", "vi"))
put(data.frame(study = 1:23, yi = dat.baskerville2012$smd, sei = dat.baskerville2012$se, blind = dat.baskerville2012$blind), "baskerville2012")
put(data.frame(study = 1:12, ai = c(4, 0, 34, 7, 6, 1, 0, 11, 2, 0, 0, 33), n1i = c(19, 18, 341, 71, 45, 94, 22, 88, 82, 33, 15, 221),
               ci = c(5, 0, 50, 16, 5, 8, 0, 12, 7, 0, 1, 43), n2i = c(19, 18, 334, 69, 44, 96, 22, 82, 84, 30, 20, 218)), "preston2004")
put(dat.cohen1981, "cohen1981", c("study", "ri", "ni"))
