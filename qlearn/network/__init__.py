"""Quantum networks: links, pairs, keys, hubs, repeaters, satellites.

Three words mean different things in different simulators. Here, everywhere:

*Fidelity* is F = <Phi+|rho|Phi+> of the pair that is delivered, after all Pauli corrections that
the messages call for: squared, and a property of the pair, not of a memory or a device. Elementary
pairs are Werner pairs, w = (4F - 1)/3, unless four coefficients are given, in the Bell order Phi+,
Phi-, Psi+, Psi-. Loss lowers the rate; a heralded pair has the fidelity of its link, however long.

*T* is the lifetime of one memory: after a time t it has kept e^(-t/T) of the correlations, all of
them if it is depolarising, XX and YY if it dephases. A pair stored in two memories decays with
2t/T. Where the ends measure at once, as for keys, only the inner memories decay.

*An attempt* is one try of one link to make a pair, and it costs the time until both ends know how
it ended: L/c if both send photons to the middle, 2L/c if one sends to the other, c = 2e5 km/s in
fibre. p is the probability per attempt, of all photons, detectors and the Bell measurement
together. Closed forms count time in slots of one attempt. News of swaps is free unless `message`
of `repeaters.simulate` says what it costs.

Rates and fractions of keys are asymptotic. `key_fraction` is per sifted bit; a rate that holds a
sifting factor has the argument `sift`, others have none.

================  ============================================================================
`links`           loss, PLOB, heralding schemes, what an attempt costs: `Link`
`sources`         photon statistics of down-conversion and dots, errors by double pairs
`pairs`           Bell-diagonal pairs: errors, CHSH, swaps, storage
`qkd`             key fractions, BB84 and E91 shot by shot
`key_rates`       bits per pulse against distance: decoys, MDI, twin field, one repeater
`shared_keys`     trusted relays, a hub that may lie (MDI), secrets shared by three
`hub`             the entanglement switch: capacity, stored qubits, GHZ states
`campus`          scheduling pairs over a hub, what memories save
`waiting`         exact waiting times of chains: closed forms and the Markov chain
`cutoffs`         two links and a cutoff: wait, fidelity, key, the best cutoff
`repeaters`       chains of unequal links by Monte Carlo
`memories`        `Memory`, and what was delivered: rate, fidelity, key
`timeline`        one chain event by event, for a space-time diagram
`purification`    BBPSSW and DEJMPS: rounds, ladders, pairs used
`routing`         nodes on a map: paths and what they deliver
`satellite`       downlinks, a pass over two stations, pairs per second
`transducers`     microwave to light: loss, added noise, capacities, heralded pairs
`remote_gate`     the teleported CNOT: circuit, missing corrections, fidelity
`distributed`     what a circuit over several QPUs costs: remote gates, pairs, bits
`partition`       which qubit to which QPU: naive and by Kernighan and Lin
`jobs`            remote gates with their luck drawn, the `Fabric`, lower bounds
`orchestration`   hundreds of QPUs on one switch, event by event, under a policy
`policies`        which request next: a queue, greedy, the critical path
`bridge`          the machine behind `orchestration`
`listing`         its list of requests: what waits, what can start
`blind`           blind computing: a client's secrets, what comes out, what a server sees
`verification`    traps: how likely a server that cheats gets away with it
`sharing`         secrets for several over lossy links: GHZ states, shares, codes
`authentication`  tags with one-time keys, and the chance to forge them
`signatures`      one bit signed for two: forging, repudiation, honest failure
`sensing`         phases by separate probes or GHZ states, noise, sensor networks
`clocks`          time tags of photon pairs: offsets, drift, what delays hide
`draws`           binomial and hypergeometric probabilities
`sweeps`          many points over any executor
`inputs`          checks of arguments, without QuTiP
================  ============================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "authentication",
        "blind",
        "bridge",
        "campus",
        "clocks",
        "cutoffs",
        "distributed",
        "draws",
        "hub",
        "inputs",
        "jobs",
        "key_rates",
        "links",
        "listing",
        "memories",
        "orchestration",
        "pairs",
        "partition",
        "policies",
        "purification",
        "qkd",
        "remote_gate",
        "repeaters",
        "routing",
        "satellite",
        "sensing",
        "shared_keys",
        "sharing",
        "signatures",
        "sources",
        "sweeps",
        "timeline",
        "transducers",
        "verification",
        "waiting",
    ],
    submod_attrs={
        "links": ["Link", "plob", "transmissivity"],
        "memories": ["Deliveries", "Memory"],
        "routing": ["Network", "Route"],
        "sweeps": ["sweep"],
    },
)
