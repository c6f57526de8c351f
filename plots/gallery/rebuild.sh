#!/bin/sh
# Draws the pictures of the gallery again:  sh plots/gallery/rebuild.sh [COPSE [FOLDER]]
# COPSE is the program (default: copse in PATH), FOLDER where the pictures go (default: the gallery). gnuplot must be
# installed. The same versions give the same bytes.
set -eu
copse=${1:-copse}
here=$(cd "$(dirname "$0")" && pwd)
gallery=${2:-$here}

# The main job of the README: the plot of personal recovery, as copse run makes it.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$copse" run @peer_support -o "$folder/peer_support" >/dev/null
cp "$folder/peer_support/plots/recovery.svg" "$gallery/peer_support_recovery.svg"

"$copse" plot forest @smit2023 --where 'domain == "personal"' --measure GEN --subgroup role \
    --title 'Peer support and personal recovery, by role of the peer' \
    --axis-label "Hedges' g" \
    --favours-left 'Favours control' --favours-right 'Favours peer support' --quiet \
    -o "$gallery/smit2023_personal_by_role.svg"

bcg() {
    "$copse" plot forest @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --label author,year \
        --group1 'BCG vaccine' --group2 'Control' --favours-left 'Favours BCG' --favours-right 'Favours control' \
        --quiet "$@"
}
bcg --title 'BCG vaccine against tuberculosis' -o "$gallery/bcg.svg"
bcg --subgroup alloc --layout revman -o "$gallery/bcg_by_allocation_revman.svg"
bcg --subgroup alloc --layout jama -o "$gallery/bcg_by_allocation_jama.svg"

"$copse" plot forest @bcg --measure VE --ai tpos --bi tneg --ci cpos --di cneg --label author,year --layout jama \
    --group1 'BCG vaccine' --title 'Efficacy of the BCG vaccine' --favours-left 'Favours control' \
    --favours-right 'Favours BCG' --quiet -o "$gallery/bcg_efficacy_jama.svg"
"$copse" plot forest @bcg --measure PLO --xi cpos --mi cneg --label author,year --study-interval wilson --digits 3 \
    --title 'Tuberculosis in the control groups' --quiet -o "$gallery/bcg_control_risk.svg"

"$copse" bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --quiet -o /dev/null \
    --plot "$gallery/bootstrap_bcg.svg"
"$copse" simulate "$here/design.yaml" --quiet -o /dev/null --nested-loop "$gallery/simulate_nested_loop.svg" \
    --coverage-plot "$gallery/simulate_coverage.svg"

# Small-study effects, influence, models
personal() {
    kind=$1
    shift
    "$copse" plot "$kind" @smit2023 --where 'domain == "personal"' --measure GEN --quiet "$@"
}
trials() {
    kind=$1
    shift
    "$copse" plot "$kind" @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --label author,year --quiet "$@"
}
personal funnel --subgroup role --title 'Peer support and personal recovery' --x-label "Hedges' g" \
    -o "$gallery/funnel_smit2023.svg"
personal gosh --title 'Peer support and personal recovery: random subsets of the trials' --x-label "Hedges' g" \
    --mark none -o "$gallery/gosh_smit2023.svg"
trials gosh --title 'BCG vaccine: all subsets of the trials' --mark 'TPT Madras 1980' -o "$gallery/gosh_bcg.svg"
personal speccurve --exclude 'rob_missing == "High risk"; role == "other"; format == "group"' \
    --title 'Peer support and personal recovery: 64 ways to the answer' --y-label "Hedges' g" \
    -o "$gallery/speccurve_smit2023.svg"
personal baujat --subgroup role -o "$gallery/baujat_smit2023.svg"
trials radial --method EE -o "$gallery/radial_bcg.svg"
trials labbe --group1 'BCG vaccine' --group2 'Not vaccinated' --log -o "$gallery/labbe_bcg.svg"
personal qqnorm --deleted --subgroup role -o "$gallery/qqnorm_smit2023.svg"
personal profile -o "$gallery/profile_smit2023.svg"
trials bubble --mods '~ ablat' --x-label 'Degrees from the equator' -o "$gallery/bubble_bcg.svg"
personal drapery --x-label "Hedges' g" -o "$gallery/drapery_smit2023.svg"
personal rob --rob rob_randomisation,rob_deviations,rob_missing,rob_measurement,rob_reporting,rob_overall \
    --title 'Risk of bias: peer support and personal recovery' -o "$gallery/rob_smit2023.svg"
trials funnel --title 'BCG vaccine against tuberculosis' --trimfill --lines egger,limit \
    -o "$gallery/funnel_bcg.svg"
personal influence --title 'Which trials carry the effect on personal recovery?' -o "$gallery/influence_smit2023.svg"
personal leave1out --title 'Personal recovery without each trial' --axis-label "Hedges' g" \
    -o "$gallery/leave1out_smit2023.svg"
trials cumulative --order year --title 'What was known of the BCG vaccine' -o "$gallery/cumulative_bcg.svg"
personal forest --subgroup role --rob rob_randomisation,rob_deviations,rob_missing,rob_measurement,rob_reporting,rob_overall \
    --axis-label "Hedges' g" -o "$gallery/forest_rob_smit2023.svg"
"$copse" plot selection @smit2023 --where 'domain == "clinical"' --quiet -o "$gallery/selection_smit2023.svg"
trials influence --mods '~ ablat' --dfbetas --title 'Which trials carry the regression on latitude?' -o "$gallery/influence_bcg.svg"
trials funnel --method MH --title 'About the Mantel-Haenszel estimate' -o "$gallery/funnel_mh_bcg.svg"
