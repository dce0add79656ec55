package dev.incusoperator.instance;

import dev.incusoperator.client.model.Instance;
import dev.incusoperator.client.model.InstanceState;
import dev.incusoperator.client.model.InstanceState.Address;
import java.util.stream.Stream;

/** The global addresses under which an instance is reached: those of its network devices, not those of bridges in the guest. */
final class OwnAddresses {
    private OwnAddresses() {}

    /** In the order of the devices' names; of every interface where the instance has no network device that the host knows. */
    static Stream<Address> of(Instance instance, InstanceState state) {
        boolean hasNic = hasNic(instance);
        return state.addresses().stream()
                .filter(address -> address.scope().equals("global"))
                .filter(address -> !hasNic || !address.device().isEmpty());
    }

    static boolean hasNic(Instance instance) {
        return instance.expandedDevices().values().stream().anyMatch(device -> "nic".equals(device.get("type")));
    }
}
