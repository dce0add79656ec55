package dev.incusoperator.instance;

import dev.incusoperator.api.v1alpha1.InstanceAddress;
import dev.incusoperator.api.v1alpha1.ObservedInstance;
import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.InstanceState.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The addresses that the status shows. They come with the state alone: between two looks at it those of the same run stand. */
record ObservedAddresses(
        List<InstanceAddress> all,
        @Nullable String ipv4,
        @Nullable String ipv6) {
    private static final ObservedAddresses NONE = new ObservedAddresses(List.of(), null, null);

    private static final Comparator<Address> STEADY = Comparator.comparing(
                    (Address address) -> address.device().isEmpty())
            .thenComparing(Address::device)
            .thenComparing(Address::nic)
            .thenComparing(Address::family)
            .thenComparing(Address::address);

    static ObservedAddresses of(Instance instance, Optional<ObservedInstance> known) {
        if (Power.of(instance) == Power.STOPPED) {
            return NONE;
        }
        InstanceState state = instance.state();
        return state == null
                ? known.filter(k -> instance.uuid().equals(Optional.ofNullable(k.uuid())))
                        .filter(k -> instance.lastUsedAt().equals(k.startedAt()))
                        .map(ObservedAddresses::asBefore)
                        .orElse(NONE)
                : new ObservedAddresses(all(state), first(instance, state, "inet"), first(instance, state, "inet6"));
    }

    private static ObservedAddresses asBefore(ObservedInstance known) {
        List<InstanceAddress> all = known.addresses();
        return new ObservedAddresses(all == null ? List.of() : all, known.ipv4(), known.ipv6());
    }

    private static List<InstanceAddress> all(InstanceState state) {
        return state.addresses().stream()
                .filter(address -> !address.scope().equals("local"))
                .sorted(STEADY)
                .map(address -> new InstanceAddress(
                        address.nic(),
                        address.family(),
                        address.address(),
                        address.scope(),
                        address.hwaddr().isEmpty() ? null : address.hwaddr(),
                        address.state().isEmpty() ? null : address.state()))
                .toList();
    }

    private static @Nullable String first(Instance instance, InstanceState state, String family) {
        Stream<Address> ofFamily = OwnAddresses.of(instance, state)
                .filter(address -> address.family().equals(family));
        return ofFamily.map(Address::address).findFirst().orElse(null);
    }
}
