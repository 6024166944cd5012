"""LAMB and Lion, which torch.optim lacks, written from the papers' equations."""

import torch


class Lamb(torch.optim.Optimizer):
    """You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 minutes (2020).

    Algorithm 2, with phi the identity:

        m = beta1 m + (1 - beta1) g              m' = m / (1 - beta1^t)
        v = beta2 v + (1 - beta2) g^2            v' = v / (1 - beta2^t)
        r = m' / (sqrt(v') + eps)
        w = w - lr |w| / |r + weight_decay w| (r + weight_decay w)

    with norms per tensor. The trust ratio is 1 where one of its two norms is 0, as otherwise
    weights that start at zero would stay there.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for w in group["params"]:
                state = self.state[w]
                if not state:
                    state.update(t=0, m=torch.zeros_like(w), v=torch.zeros_like(w))
                state["t"] += 1
                t, m, v = state["t"], state["m"], state["v"]
                m.mul_(beta1).add_(w.grad, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(w.grad, w.grad, value=1 - beta2)
                r = (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + group["eps"])
                update = r + group["weight_decay"] * w
                norms = w.norm().item(), update.norm().item()
                trust = norms[0] / norms[1] if min(norms) > 0 else 1.0
                w.sub_(update, alpha=group["lr"] * trust)


class Lion(torch.optim.Optimizer):
    """Chen et al., Symbolic Discovery of Optimization Algorithms (2023), Algorithm 2:

        c = beta1 m + (1 - beta1) g
        w = w - lr (sign(c) + weight_decay w)
        m = beta2 m + (1 - beta2) g
    """

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for w in group["params"]:
                state = self.state[w]
                if not state:
                    state["m"] = torch.zeros_like(w)
                m = state["m"]
                direction = (beta1 * m + (1 - beta1) * w.grad).sign()
                w.sub_(direction + group["weight_decay"] * w, alpha=group["lr"])
                m.mul_(beta2).add_(w.grad, alpha=1 - beta2)
